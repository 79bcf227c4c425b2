def exercise(app): pass
