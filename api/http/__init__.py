"""What stands around every address: middleware, routing by table, what a refusal looks like, the contract."""
