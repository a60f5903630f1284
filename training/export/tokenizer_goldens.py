"""Makes training/golden/tokenizers.tsv and the small vocabularies it was made with: what open_clip's tokenizer and SentencePiece
say of 10,000 strings. The published vocabularies are larger, the algorithms are the same.

    python tokenizer_goldens.py                    makes the files
    python tokenizer_goldens.py --full MERGES_GZ --out FILE   what it says with CLIP's own table (README.md)
"""

import argparse
import collections
import gzip
import io
import sys
import types
from pathlib import Path

import sentencepiece

sys.modules.setdefault("torch", types.ModuleType("torch"))  # open_clip's tokenizers only wrap their answer in it
from strings import strings  # noqa: E402

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
MERGES = 1_500
PIECES = 4_000
CLIP_TOKENS = 77
GEMMA_TOKENS = 64


def fnv1a(ids):
    """32 bits of ids, as clip_tokenizer_test.cpp computes it."""
    value = 0x811C9DC5
    for number in ids:
        for byte in int(number).to_bytes(4, "little"):
            value = (value ^ byte) * 0x01000193 % 2**32
    return value


def escaped(text):
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def load_open_clip():
    """Its tokenizer module alone: the package as a whole wants torch."""
    import importlib.util
    found = importlib.util.find_spec("open_clip")
    path = Path(found.submodule_search_locations[0]) / "tokenizer.py"
    torch = sys.modules["torch"]
    if not hasattr(torch, "Tensor"):
        torch.Tensor = torch.LongTensor = object
    spec = importlib.util.spec_from_file_location("open_clip_tokenizer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def train_merges(tokenizer, texts):
    """Byte pairs by frequency, as CLIP's own table was made."""
    words = collections.Counter()
    for text in texts:
        for token in tokenizer.pat.findall(tokenizer.clean_fn(text)):
            encoded = [tokenizer.byte_encoder[b] for b in token.encode("utf-8")]
            words[tuple(encoded[:-1] + [encoded[-1] + "</w>"])] += 1
    symbols = [list(word) for word in words]
    counts = list(words.values())
    pairs, places = collections.Counter(), collections.defaultdict(set)
    for at, word in enumerate(symbols):
        for pair in zip(word, word[1:]):
            pairs[pair] += counts[at]
            places[pair].add(at)
    merges = []
    while len(merges) < MERGES:
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for at in places.pop(best):
            word = symbols[at]
            for pair in zip(word, word[1:]):
                pairs[pair] -= counts[at]
            out, i = [], 0
            while i < len(word):
                together = tuple(word[i:i + 2]) == best
                out.append(word[i] + word[i + 1] if together else word[i])
                i += 2 if together else 1
            symbols[at] = out
            for pair in zip(out, out[1:]):
                pairs[pair] += counts[at]
                places[pair].add(at)
        pairs = +pairs
    return merges


def open_clip_tokenizer(module, merges_gz):
    return module.SimpleTokenizer(bpe_path=merges_gz, context_length=CLIP_TOKENS)


def clip_ids(tokenizer, text):
    ids = [tokenizer.sot_token_id] + tokenizer.encode(text) + [tokenizer.eot_token_id]
    if len(ids) > CLIP_TOKENS:
        ids = ids[:CLIP_TOKENS]
        ids[-1] = tokenizer.eot_token_id
    return ids + [0] * (CLIP_TOKENS - len(ids))


def gemma_ids(processor, text):
    """As the paper has it: lower case, no beginning, one end, padding to the last place."""
    ids = processor.encode(text.lower())[:GEMMA_TOKENS - 1] + [1]
    return ids + [0] * (GEMMA_TOKENS - len(ids))


def write_merges(merges, path):
    text = "#version: palette test\n" + "".join(f"{a} {b}\n" for a, b in merges)
    path.write_text(text, encoding="utf-8")
    packed = path.with_suffix(".gz")
    packed.write_bytes(gzip.compress(text.rstrip("\n").encode("utf-8")))
    return packed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", type=Path, help="CLIP's bpe_simple_vocab_16e6.txt.gz")
    parser.add_argument("--out", type=Path, help="with --full: where the golden lines go")
    options = parser.parse_args()
    module = load_open_clip()
    texts = strings()
    if options.full:
        tokenizer = open_clip_tokenizer(module, str(options.full))
        options.out.write_text("".join(f"{escaped(t)}\t{fnv1a(clip_ids(tokenizer, t)):08x}\t0\n" for t in texts), encoding="utf-8")
        return
    GOLDEN.mkdir(exist_ok=True)
    empty = GOLDEN / "empty.gz"
    empty.write_bytes(gzip.compress(b"#version"))
    bare = open_clip_tokenizer(module, str(empty))
    empty.unlink()
    packed = write_merges(train_merges(bare, texts), GOLDEN / "clip_merges.txt")
    clip = open_clip_tokenizer(module, str(packed))
    packed.unlink()
    model = io.BytesIO()
    # Everything as in Gemma's own model: https://github.com/google/gemma_pytorch, tokenizer/tokenizer.model.
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([t.lower().replace("\n", " ") for t in texts]), model_writer=model, vocab_size=PIECES,
        model_type="bpe", byte_fallback=True, split_digits=True, allow_whitespace_only_pieces=True, add_dummy_prefix=False,
        remove_extra_whitespaces=False, normalization_rule_name="identity", character_coverage=0.98, pad_id=0, eos_id=1,
        bos_id=2, unk_id=3, user_defined_symbols=["\n", "\u2581\u2581", "\u2581\u2581\u2581", "<start_of_turn>"],
        num_threads=1, minloglevel=2)
    (GOLDEN / "gemma.model").write_bytes(model.getvalue())
    gemma = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    with open(GOLDEN / "tokenizers.tsv", "w", encoding="utf-8") as file:
        for text in texts:
            file.write(f"{escaped(text)}\t{fnv1a(clip_ids(clip, text)):08x}\t{fnv1a(gemma_ids(gemma, text)):08x}\n")


if __name__ == "__main__":
    main()
