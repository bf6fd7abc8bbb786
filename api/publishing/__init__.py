"""The one door: `publish.publish`, in whose voice and by whom, and the index that follows from it."""
