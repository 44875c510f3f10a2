document.title = "[".repeat(5000);
