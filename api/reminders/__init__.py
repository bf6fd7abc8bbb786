"""What is due, reminding of it by mail, and taking the answer."""
