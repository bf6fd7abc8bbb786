"""The front: answers that were made once are given again, before anything is routed, as long as they are true."""
