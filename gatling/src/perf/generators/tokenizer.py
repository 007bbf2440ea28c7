"""Writes a small tokenizer in Hugging Face's layout, for tools that insist on one: tokenizer.py FOLDER

It is trained on a page of the docs, so that nothing is downloaded. Runs in the environment of the tool.
"""

import json
import sys
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

TEXT = (Path(__file__).resolve().parents[4] / "docs" / "numbers.md").read_text()
SIZE = 2000

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
tokenizer.decoder = decoders.ByteLevel()
trainer = trainers.BpeTrainer(
    vocab_size=SIZE, special_tokens=["<s>", "</s>", "<unk>"], show_progress=False,
    initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
tokenizer.train_from_iterator([TEXT, " word" * 2000], trainer)
tokenizer.save(str(folder / "tokenizer.json"))
configuration = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    "bos_token": "<s>",
    "eos_token": "</s>",
    "unk_token": "<unk>",
    "pad_token": "</s>",
    "model_max_length": 32768,
    "chat_template": "{% for message in messages %}{{ message['content'] }}{% endfor %}",
}
(folder / "tokenizer_config.json").write_text(json.dumps(configuration))
(folder / "config.json").write_text(json.dumps({"model_type": "gpt2", "vocab_size": SIZE}))
