"""Writes a tiny model that says fixed texts: model.py FILE

The weights of attention and feed-forward are zero, so the next token depends on the last one alone. The
output row of a token is the embedding of its predecessor: every token has one successor, and a text is a
chain of different tokens. The feed-forward layers cost time only, about as much as in a small real model.

The chat template ends the prompt with the start of a chain. The request selects the chain:
- tools: a call of get_weather
- "think" in the last message: 60 tokens of reasoning, then 60 of text
- "scripts" in the last message: many scripts, in tokens that split characters
- "endless" in the last message: 100 tokens again and again
- else, and after a raw prompt: 180 tokens
"""

import sys
from itertools import pairwise
from pathlib import Path

import gguf
import numpy as np
from gguf import TokenType

WIDTH = 512
FEED_FORWARD = 4096
LAYERS = 2
HEADS = 4
CONTEXT = 1 << 16

START = "<|im_start|>"
END = "<|im_end|>"
MARKS = ["<think>", "</think>", "<tool_call>", "</tool_call>"]
SCRIPTS = " Grüße, Привет, γειά, שלום, नमस्ते, 日本語, 한국어, 👋🏽🎉".encode()
CHAINS = {
    "<|words|>": [*(f" w{n}" for n in range(1, 181)), END],
    "<|think|>": ["<think>", *(f" r{n}" for n in range(1, 61)), "</think>", *(f" t{n}" for n in range(1, 61)), END],
    "<|scripts|>": [*(SCRIPTS[k : k + 3] for k in range(0, len(SCRIPTS), 3)), END],
    "<|endless|>": [*(f" e{n}" for n in range(1, 101)), " e1"],
    "<|call|>": [
        "<tool_call>", '\n{"name"', ': "get', '_weather"', ', "arguments"', ': {"city"', ': "Par', "is, Fr", 'ance"',
        ', "unit"', ': "cels', 'ius"', "}}\n", "</tool_call>", END,
    ],
}  # fmt: skip


class Vocabulary:
    """Bytes, marks, and the tokens of the chains."""

    def __init__(self):
        # Bytes that are no printable Latin-1 letters are spelled with letters past them.
        printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
        others = [byte for byte in range(256) if byte not in printable]
        self.letters = {byte: chr(byte) for byte in printable} | {byte: chr(256 + k) for k, byte in enumerate(others)}
        self.types = {letter: TokenType.NORMAL for letter in self.letters.values()}
        self.types |= dict.fromkeys([START, END, *CHAINS], TokenType.CONTROL)
        self.types |= dict.fromkeys(MARKS, TokenType.USER_DEFINED)
        for piece in (piece for chain in CHAINS.values() for piece in chain):
            self.types.setdefault(self.spell(piece), TokenType.NORMAL)
        self.ids = {token: k for k, token in enumerate(self.types)}

    def spell(self, piece):
        if piece in self.types:
            return piece
        return "".join(self.letters[byte] for byte in (piece.encode() if isinstance(piece, str) else piece))

    def links(self):
        """Pairs of a token and its successor."""
        chains = [[start, *map(self.spell, chain)] for start, chain in CHAINS.items()]
        links = [(self.ids[a], self.ids[b]) for chain in chains for a, b in pairwise(chain)]
        assert len(dict(links)) == len(links), "a token has two successors"
        return links + [(0, self.ids[self.spell(" w1")])]

    def write(self, writer):
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre("gpt-2")
        writer.add_token_list(list(self.types))
        writer.add_token_types([int(kind) for kind in self.types.values()])
        writer.add_token_merges([f"{self.letters[0x20]} w"])
        writer.add_eos_token_id(self.ids[END])
        writer.add_pad_token_id(self.ids[END])
        writer.add_add_bos_token(False)


def weights(vocabulary):
    """The tensors by name, as float16 but for the norms."""
    count = len(vocabulary.ids)
    embeddings = np.random.default_rng(7).standard_normal((count, WIDTH)).astype(np.float32)
    embeddings /= np.sqrt((embeddings**2).mean(1, keepdims=True))
    embeddings[:256] = embeddings[0]  # any byte has the successor of the first
    output = np.zeros((count, WIDTH), np.float32)
    for token, successor in vocabulary.links():
        output[successor] += embeddings[token] * 0.2
    yield "token_embd.weight", embeddings.astype(np.float16)
    yield "output_norm.weight", np.ones(WIDTH, np.float32)
    yield "output.weight", output.astype(np.float16)
    square, up, down = (WIDTH, WIDTH), (FEED_FORWARD, WIDTH), (WIDTH, FEED_FORWARD)
    for layer in range(LAYERS):
        for norm in ("attn_norm", "ffn_norm"):
            yield f"blk.{layer}.{norm}.weight", np.ones(WIDTH, np.float32)
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            yield f"blk.{layer}.{part}.weight", np.zeros(square, np.float16)
        for part, shape in (("ffn_gate", up), ("ffn_up", up), ("ffn_down", down)):
            yield f"blk.{layer}.{part}.weight", np.zeros(shape, np.float16)


def write(file):
    writer = gguf.GGUFWriter(file, "llama")
    writer.add_name("tiny")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    vocabulary = Vocabulary()
    vocabulary.write(writer)
    writer.add_chat_template(Path(__file__).with_name("chat.jinja").read_text())
    for name, tensor in weights(vocabulary):
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write(sys.argv[1])
