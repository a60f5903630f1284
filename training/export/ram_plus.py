"""RAM++ in PyTorch, small or full-size, written from its paper (arXiv 2310.15200) and published configuration: Swin (arXiv
2103.14030) looks, each tag asks with the descriptions that fit the picture best, and a head of cross-attention answers
(Query2Label, arXiv 2107.10834). The exporter of the published weights loads them into this (export_ram_plus.py)."""

import torch
from torch import nn
from torch.nn import functional as F

FULL = {"image_size": 384, "embed_dim": 192, "depths": (2, 2, 18, 2), "heads": (6, 12, 24, 48), "window": 12, "tags": 4585,
        "descriptions": 51, "label_dim": 512, "hidden": 768, "query_heads": 4, "query_layers": 2}
SMALL = {"image_size": 384, "embed_dim": 32, "depths": (1, 1, 2, 1), "heads": (1, 2, 4, 8), "window": 12, "tags": 60,
         "descriptions": 51, "label_dim": 64, "hidden": 96, "query_heads": 4, "query_layers": 2}
MASKED = -100.0


def windows(x, side):
    batch, height, width, channels = x.shape
    x = x.view(batch, height // side, side, width // side, side, channels)
    return x.permute(0, 1, 3, 2, 4, 5).reshape(-1, side * side, channels)


def from_windows(x, side, height, width):
    x = x.view(-1, height // side, width // side, side, side, x.shape[-1])
    return x.permute(0, 1, 3, 2, 4, 5).reshape(-1, height, width, x.shape[-1])


class WindowAttention(nn.Module):
    def __init__(self, channels, side, heads):
        super().__init__()
        self.heads = heads
        self.scale = (channels // heads) ** -0.5
        self.relative_position_bias_table = nn.Parameter(torch.zeros((2 * side - 1) ** 2, heads))
        places = torch.stack(torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")).flatten(1)
        apart = (places[:, :, None] - places[:, None, :]).permute(1, 2, 0) + side - 1
        self.register_buffer("relative_position_index", apart[..., 0] * (2 * side - 1) + apart[..., 1], persistent=False)
        self.qkv = nn.Linear(channels, 3 * channels)
        self.proj = nn.Linear(channels, channels)

    def forward(self, x, mask):
        count, tokens, channels = x.shape
        q, k, v = self.qkv(x).reshape(count, tokens, 3, self.heads, channels // self.heads).permute(2, 0, 3, 1, 4)
        bias = self.relative_position_bias_table[self.relative_position_index.reshape(-1)]
        scores = q * self.scale @ k.transpose(-2, -1) + bias.reshape(tokens, tokens, self.heads).permute(2, 0, 1)
        if mask is not None:
            scores = scores.view(-1, mask.shape[0], self.heads, tokens, tokens) + mask[None, :, None]
            scores = scores.view(-1, self.heads, tokens, tokens)
        return self.proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(count, tokens, channels))


class Mlp(nn.Module):
    def __init__(self, channels, hidden):
        super().__init__()
        self.fc1 = nn.Linear(channels, hidden)
        self.fc2 = nn.Linear(hidden, channels)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class SwinBlock(nn.Module):
    def __init__(self, channels, grid, heads, side, shift):
        super().__init__()
        self.grid, self.side = grid, side
        self.shift = shift if grid > side else 0
        self.norm1 = nn.LayerNorm(channels)
        self.attn = WindowAttention(channels, side, heads)
        self.norm2 = nn.LayerNorm(channels)
        self.mlp = Mlp(channels, 4 * channels)
        self.register_buffer("attn_mask", self.shift_mask() if self.shift else None, persistent=False)

    def shift_mask(self):
        """What came together by rolling around does not look at each other."""
        area = torch.zeros(1, self.grid, self.grid, 1)
        parts = (slice(0, -self.side), slice(-self.side, -self.shift), slice(-self.shift, None))
        for number, (rows, columns) in enumerate((r, c) for r in parts for c in parts):
            area[:, rows, columns] = number
        area = windows(area, self.side).squeeze(-1)
        return (area[:, None, :] != area[:, :, None]).float() * MASKED

    def forward(self, x):
        batch, _, channels = x.shape
        y = self.norm1(x).view(batch, self.grid, self.grid, channels)
        if self.shift:
            y = torch.roll(y, (-self.shift, -self.shift), (1, 2))
        y = from_windows(self.attn(windows(y, self.side), self.attn_mask), self.side, self.grid, self.grid)
        if self.shift:
            y = torch.roll(y, (self.shift, self.shift), (1, 2))
        x = x + y.reshape(batch, self.grid * self.grid, channels)
        return x + self.mlp(self.norm2(x))


class PatchMerging(nn.Module):
    def __init__(self, channels, grid):
        super().__init__()
        self.grid = grid
        self.norm = nn.LayerNorm(4 * channels)
        self.reduction = nn.Linear(4 * channels, 2 * channels, bias=False)

    def forward(self, x):
        batch, _, channels = x.shape
        x = x.view(batch, self.grid, self.grid, channels)
        parts = [x[:, row::2, column::2] for row, column in ((0, 0), (1, 0), (0, 1), (1, 1))]
        return self.reduction(self.norm(torch.cat(parts, -1).reshape(batch, -1, 4 * channels)))


class Stage(nn.Module):
    def __init__(self, channels, grid, depth, heads, side, merges):
        super().__init__()
        self.blocks = nn.ModuleList(SwinBlock(channels, grid, heads, side, side // 2 * (i % 2)) for i in range(depth))
        self.downsample = PatchMerging(channels, grid) if merges else None

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x if self.downsample is None else self.downsample(x)


class PatchEmbed(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.proj = nn.Conv2d(3, channels, 4, 4)
        self.norm = nn.LayerNorm(channels)

    def forward(self, image):
        return self.norm(self.proj(image).flatten(2).transpose(1, 2))


class Swin(nn.Module):
    """144 tokens and, before them, their mean."""

    def __init__(self, config):
        super().__init__()
        channels, grid = config["embed_dim"], config["image_size"] // 4
        self.patch_embed = PatchEmbed(channels)
        self.layers = nn.ModuleList()
        for i, (depth, heads) in enumerate(zip(config["depths"], config["heads"])):
            last = i == len(config["depths"]) - 1
            self.layers.append(Stage(channels, grid, depth, heads, config["window"], not last))
            if not last:
                channels, grid = 2 * channels, grid // 2
        self.norm = nn.LayerNorm(channels)

    def forward(self, image):
        x = self.patch_embed(image)
        for layer in self.layers:
            x = layer(x)
        x = self.norm(x)
        return torch.cat([x.mean(1, keepdim=True), x], 1)


class QueryLayer(nn.Module):
    """Cross-attention and feed-forward of BERT, each normalised behind its sum; tags never look at each other."""

    def __init__(self, hidden, width, heads):
        super().__init__()
        self.heads = heads
        self.scale = (hidden // heads) ** -0.5
        self.query = nn.Linear(hidden, hidden)
        self.key = nn.Linear(width, hidden)
        self.value = nn.Linear(width, hidden)
        self.dense = nn.Linear(hidden, hidden)
        self.norm = nn.LayerNorm(hidden, eps=1e-12)
        self.mlp = Mlp(hidden, 4 * hidden)
        self.out_norm = nn.LayerNorm(hidden, eps=1e-12)

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(self, tags, picture):
        q, k, v = self.split(self.query(tags)), self.split(self.key(picture)), self.split(self.value(picture))
        scores = (q @ k.transpose(-2, -1)) * self.scale
        attended = (scores.softmax(-1) @ v).transpose(1, 2).reshape(tags.shape)
        tags = self.norm(self.dense(attended) + tags)
        return self.out_norm(self.mlp(tags) + tags)


class RamPlus(nn.Module):
    """`image` [batch, 3, 384, 384] -> logits [batch, tags]."""

    def __init__(self, config):
        super().__init__()
        self.config = config
        width = config["embed_dim"] * 2 ** (len(config["depths"]) - 1)
        self.visual_encoder = Swin(config)
        self.image_proj = nn.Linear(width, config["label_dim"])
        # Rows of one tag lie together; of unit length in the published weights.
        self.label_embed = nn.Parameter(torch.zeros(config["tags"] * config["descriptions"], config["label_dim"]))
        self.reweight_scale = nn.Parameter(torch.tensor(1.0))
        self.wordvec_proj = nn.Linear(config["label_dim"], config["hidden"])
        self.tagging_head = nn.ModuleList(
            QueryLayer(config["hidden"], config["label_dim"], config["query_heads"]) for _ in range(config["query_layers"]))
        self.fc = nn.Linear(config["hidden"], 1)

    def description_weights(self, picture):
        """How much each of a tag's descriptions fits the picture; of one tag they add up to 1."""
        whole = F.normalize(picture[:, 0], dim=-1)
        fits = self.reweight_scale.exp() * whole @ self.label_embed.t()
        return fits.view(-1, self.config["tags"], self.config["descriptions"]).softmax(-1)

    def tag_embeddings(self, picture):
        """Of each tag the mean of its descriptions, those first that fit the picture."""
        tags, descriptions = self.config["tags"], self.config["descriptions"]
        weights = self.description_weights(picture)
        # A product of matrices for each tag: ONNX Runtime would turn an einsum's half gigabyte around first.
        return (weights.unsqueeze(2) @ self.label_embed.view(tags, descriptions, -1)).squeeze(2)

    def forward(self, image):
        picture = self.image_proj(self.visual_encoder(image))
        tags = F.relu(self.wordvec_proj(self.tag_embeddings(picture)))
        for layer in self.tagging_head:
            tags = layer(tags, picture)
        return self.fc(tags).squeeze(-1)


def ram_plus(config):
    return RamPlus(config).eval()


def randomised(model):
    """Weights by chance (PyTorch's own, after a seed) where a model as it is made has none."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("relative_position_bias_table"):
                parameter.normal_(0, 0.02)
        # The published rows are text embeddings, of unit length; their scale is the logarithm of a hundredfold or less.
        model.label_embed.copy_(F.normalize(torch.randn_like(model.label_embed), dim=-1))
        model.reweight_scale.fill_(2.3)
    return model


def config_of(state, tags):
    """The configuration of parameters by their names, those of this module; `tags`: how many there are."""
    blocks = {}
    for name in state:
        if name.startswith("visual_encoder.layers.") and name.endswith("relative_position_bias_table"):
            stage, block = int(name.split(".")[2]), int(name.split(".")[4])
            blocks.setdefault(stage, {})[block] = state[name]
    stages = [blocks[stage] for stage in sorted(blocks)]
    table = stages[0][0]
    rows, label_dim = state["label_embed"].shape
    if rows % tags:
        raise SystemExit(f"{rows} descriptions are not as many for each of {tags} tags: are these the tags of this checkpoint?")
    return {"image_size": FULL["image_size"], "embed_dim": state["visual_encoder.patch_embed.proj.weight"].shape[0],
            "depths": tuple(len(stage) for stage in stages), "heads": tuple(stage[0].shape[1] for stage in stages),
            "window": (round(table.shape[0] ** 0.5) + 1) // 2, "tags": tags, "descriptions": rows // tags, "label_dim": label_dim,
            "hidden": state["wordvec_proj.weight"].shape[0], "query_heads": FULL["query_heads"],
            "query_layers": len({name.split(".")[1] for name in state if name.startswith("tagging_head.")})}
