// Fetches how far a batch is, and loads the page anew when there is something else to do. Without it the page reloads itself.

const place = document.querySelector("[data-poll]");
const PAUSE_MS = 2000;

async function look() {
  if (document.hidden) return;
  const answer = await fetch(place.dataset.poll, { headers: { Accept: "text/html" } });
  const state = answer.headers.get("X-Batch-State");
  if (answer.redirected || state !== place.dataset.state) return location.reload();
  place.innerHTML = await answer.text();
}

async function keepLooking() {
  try {
    await look();
  } catch {
    // The network is away for a moment: the next look may find it.
  }
  setTimeout(keepLooking, PAUSE_MS);
}

if (place) setTimeout(keepLooking, PAUSE_MS);
