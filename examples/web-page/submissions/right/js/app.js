const hikes = [
  { id: "lake", km: 8, through: ["beach", "wood"] },
  { id: "ridge", km: 14, through: ["rock"] },
  { id: "gorge", km: 11, through: ["river"] },
  { id: "mill", km: 5, through: ["meadow"] },
  { id: "tower", km: 9, through: ["wood"] },
];

const wanted = new URLSearchParams(location.search).get("hike");

// Without a name in the address, every hike says how long it is; nothing here needs eval.
for (const { id, km } of hikes) {
  if (wanted !== null && wanted !== id) continue;
  const length = document.createElement("p");
  length.append(`${km} km`);
  document.getElementById(id).appendChild(length);
}
