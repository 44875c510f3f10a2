const hikes = [{ id: "lake" }, { id: "ridge" }, { name: "gorge" }];

// appendChild is only mentioned here, which is no use of it.
document.body.append(document.createElement("p"), `${hikes.length} hikes`);
