# SPDX-License-Identifier: Apache-2.0
"""Compares what TensorBoard and MLflow read of an export with the trials of the run; see trackers.sh."""

import json
import os
import pathlib
import sys

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
import mlflow
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

place = pathlib.Path(sys.argv[1])
trials = json.loads((place / "trials.json").read_text())
client = mlflow.MlflowClient(tracking_uri=(place / "mlruns").as_uri())
[experiment] = [each for each in client.search_experiments() if each.name != "Default"]
runs = {run.info.run_name: run for run in client.search_runs([experiment.experiment_id], max_results=50000)}
assert len(runs) == len(trials), (len(runs), len(trials))
for trial in trials:
    run = runs[trial["trial"]]
    assert run.data.params["batch_size"] == str(trial["batchSize"]), trial
    history = client.get_metric_history(run.info.run_id, "validation_accuracy") if trial["epochs"] else []
    assert [each.step for each in history] == list(range(1, trial["epochs"] + 1)), trial
    events = EventAccumulator(str(place / "tensorboard" / trial["trial"])).Reload()
    scalars = events.Scalars("validation accuracy") if trial["epochs"] else []
    assert [each.step for each in scalars] == [each.step for each in history], trial
    for mine, theirs in zip(scalars, history):
        assert abs(mine.value - theirs.value) < 1e-6 and abs(mine.wall_time - theirs.timestamp / 1e3) < 1e-2, trial
    if trial["epochs"]:
        assert max(each.value for each in history) == trial["accuracy"], trial
score = EventAccumulator(str(place / "tensorboard" / "run")).Reload().Scalars("score, operations per second")
assert score and score[-1].value > 0
print(f"{len(trials)} trials read back by TensorBoard and by MLflow {mlflow.__version__}")
