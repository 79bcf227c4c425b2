"""The learner's workspace: dossier, scenarios, answers and progress, never torn, never lost."""
