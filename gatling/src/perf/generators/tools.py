"""The load generators: the flags that make each send the same load, and where its result has which number."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from generators import environments
from measuring import BENCH, run, without_settings

OURS = "First Token"
# The tools need no network.
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
QUIET = {"TOKENIZERS_PARALLELISM": "false", "NO_COLOR": "1", "OPENAI_API_KEY": "none", "LANG": "C.UTF-8"}


@dataclass(frozen=True)
class Load:
    """So many users, who send so many measured requests together after the warm-up."""

    url: str
    users: int
    total: int
    warmup: int


class Tool:
    """One load generator. Its output and its files are in the folder of the run."""

    offline = OFFLINE
    # Most compute percentiles by NumPy, which interpolates; the others take the nearest rank.
    interpolates = True

    def __init__(self, name):
        self.name = name
        self.environment = environments.prepare(name)
        self.version = environments.version(name)

    def program(self, name):
        return str(self.environment / "bin" / name)

    @property
    def tokenizer(self):
        return str(self.environment / "tokenizer")

    def variables(self, folder):
        home = folder / "home"
        home.mkdir()
        kept = {name: os.environ[name] for name in ("PATH", "JAVA_HOME") if name in os.environ}
        return kept | QUIET | self.offline | {"HOME": str(home)}

    def command(self, load, folder):
        raise NotImplementedError

    def result(self, folder):
        """What the tool reports, in milliseconds, with ok and failed."""
        raise NotImplementedError


class FirstToken(Tool):
    interpolates = False

    def __init__(self):
        self.name = OURS
        self.version = run([BENCH, "--version"]).split()[-1]

    def variables(self, folder):
        # The home stays, for the class path is in its Maven repository.
        return without_settings() | {"XDG_STATE_HOME": str(folder)}

    def command(self, load, folder):
        return [
            BENCH, "sweep", f"--base-url={load.url}/v1", "--model=m", f"--concurrency={load.users}",
            f"--total={load.total}", f"--warmup={load.warmup}", f"--results-dir={folder}/run"]

    def result(self, folder):
        level = read_json(folder / "out")["levels"][0]
        names = {"ttft": "ttft", "gap": "icl", "tpot": "tpot"}
        times = {f"{ours}_{p}": level[f"{name}_{p}"] for ours, name in names.items() for p in ("p50", "p99")}
        return times | {"ok": level["ok"], "failed": level["failed"]}


class AIPerf(Tool):
    # Offline, it takes no folder for a tokenizer, but only the name of one in Hugging Face's cache.
    offline = {}

    def command(self, load, folder):
        return [
            self.program("aiperf"), "profile", "--model", "m", "--url", load.url, "--endpoint-type", "chat",
            "--streaming", "--tokenizer", self.tokenizer, "--use-server-token-count",
            "--concurrency", str(load.users), "--request-count", str(load.total),
            "--warmup-request-count", str(load.warmup), "--synthetic-input-tokens-mean", "8",
            "--synthetic-input-tokens-stddev", "0", "--output-tokens-mean", "40", "--ui-type", "none",
            "--artifact-dir", str(folder / "artifacts")]

    def result(self, folder):
        summary = read_json(folder / "artifacts" / "profile_export_aiperf.json")
        names = {"ttft": "time_to_first_token", "gap": "inter_chunk_latency", "tpot": "inter_token_latency"}
        times = {f"{ours}_{p}": summary[name][p] for ours, name in names.items() for p in ("p50", "p99")}
        return times | {
            "ok": int(summary["request_count"]["avg"]),
            "failed": int((summary.get("error_request_count") or {"avg": 0})["avg"])}


class InferencePerf(Tool):
    def command(self, load, folder):
        stage = "{{num_requests: {}, concurrency_level: {}}}"
        (folder / "config.yml").write_text(f"""\
load:
  type: concurrent
  stages:
  - {stage.format(load.warmup, load.users)}
  - {stage.format(load.total, load.users)}
  interval: 0
  worker_max_concurrency: 4000
api: {{type: chat, streaming: true}}
server: {{type: vllm, model_name: m, base_url: {load.url}, ignore_eos: true}}
tokenizer: {{pretrained_model_name_or_path: {self.tokenizer}}}
data: {{type: mock}}
report:
  request_lifecycle:
    {{summary: true, per_stage: true, per_request: false, use_server_output_tokens: true, percentiles: [50, 99]}}
storage:
  local_storage: {{path: {folder}/report}}
""")
        return [self.program("inference-perf"), "--config_file", str(folder / "config.yml")]

    def result(self, folder):
        stages = sorted((folder / "report").glob("**/stage_*_lifecycle_metrics.json"))
        stage = read_json(stages[-1])
        latency = stage["successes"]["latency"]
        names = {"ttft": "time_to_first_token", "gap": "inter_token_latency", "tpot": "time_per_output_token"}
        times = {}
        for ours, name in names.items():
            median = latency[name].get("p50", latency[name].get("median"))
            times |= {f"{ours}_p50": 1000 * median, f"{ours}_p99": 1000 * latency[name]["p99"]}
        return times | {"ok": stage["successes"]["count"], "failed": stage["failures"]["count"]}


class GenAIBench(Tool):
    def command(self, load, folder):
        every = load.total + load.warmup
        return [
            self.program("genai-bench"), "benchmark", "--api-backend", "vllm", "--api-base", load.url,
            "--api-key", "none", "--api-model-name", "m", "--model-tokenizer", self.tokenizer,
            "--task", "text-to-text", "--traffic-scenario", "D(8,40)", "--num-concurrency", str(load.users),
            "--max-time-per-run", "1", "--max-requests-per-run", str(every),
            "--warmup-ratio", f"{load.warmup / every:.3f}", "--experiment-base-dir", str(folder),
            "--experiment-folder-name", "experiment"]

    def result(self, folder):
        files = [file for file in (folder / "experiment").glob("*.json") if "metadata" not in file.name]
        metrics = read_json(files[0])["aggregated_metrics"]
        times = {f"{name}_{p}": 1000 * metrics["stats"][name][p] for name in ("ttft", "tpot") for p in ("p50", "p99")}
        return times | {"ok": metrics["num_completed_requests"], "failed": metrics["num_error_requests"]}


class GuideLLM(Tool):
    interpolates = False

    def command(self, load, folder):
        every = load.total + load.warmup
        prompts = folder / "prompts.jsonl"
        prompts.write_text("".join(json.dumps({"prompt": f"Describe the sea, {n}."}) + "\n" for n in range(every)))
        return [
            self.program("guidellm"), "run", "--backend", f"kind=openai_http,target={load.url},model=m",
            "--profile", f"kind=concurrent,streams={load.users},warmup={load.warmup / every:.3f}",
            "--constraint", f"kind=max_requests,count={every}", "--data", f"kind=json_file,path={prompts}",
            "--output", f"kind=json,path={folder}/result.json", "--disable-progress"]

    def result(self, folder):
        metrics = read_json(folder / "result.json")["benchmarks"][0]["metrics"]
        names = {"ttft": "time_to_first_token_ms", "tpot": "inter_token_latency_ms"}
        times = {f"{ours}_{p}": metrics[name]["successful"]["percentiles"][p]
                 for ours, name in names.items() for p in ("p50", "p99")}
        totals = metrics["request_totals"]
        return times | {"ok": totals["successful"], "failed": totals["errored"] + totals["incomplete"]}


OTHERS = {"aiperf": AIPerf, "inference-perf": InferencePerf, "genai-bench": GenAIBench, "guidellm": GuideLLM}
# The others bring a gigabyte and more each.
BY_DEFAULT = ("aiperf", "inference-perf")


def read_json(path):
    return json.loads(Path(path).read_text())
