"""OpenCLIP ViT-B/32 and SigLIP 2 base in PyTorch, small or full-size, with the inputs and outputs of the public ONNX exports."""

import torch
from torch import nn

CLIP_FULL = {"embed_dim": 512, "vision": {"layers": 12, "width": 768, "head_width": 64},
             "text": {"vocab_size": 49_408, "width": 512, "heads": 8, "layers": 12}}


def clip_small(vocabulary):
    return {"embed_dim": 32, "vision": {"layers": 2, "width": 64, "head_width": 32},
            "text": {"vocab_size": vocabulary, "width": 64, "heads": 2, "layers": 2}}


class ClipImage(nn.Module):
    """`image` [1, 3, 224, 224] -> `embedding` of unit length."""

    def __init__(self, clip):
        super().__init__()
        self.clip = clip

    def forward(self, image):
        return self.clip.encode_image(image, normalize=True)


class ClipText(nn.Module):
    """`text` int32 [1, 77] -> `embedding` of unit length."""

    def __init__(self, clip):
        super().__init__()
        self.clip = clip

    def forward(self, text):
        return self.clip.encode_text(text.long(), normalize=True)


def clip(config):
    from open_clip.model import CLIP, CLIPTextCfg, CLIPVisionCfg
    return CLIP(config["embed_dim"], CLIPVisionCfg(patch_size=32, image_size=224, **config["vision"]),
                CLIPTextCfg(context_length=77, **config["text"])).eval()


SIGLIP_FULL = {"vision": {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12, "num_attention_heads": 12},
               "text": {"vocab_size": 256_000, "hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12,
                        "num_attention_heads": 12}}


def siglip_small(vocabulary):
    part = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    return {"vision": dict(part), "text": {"vocab_size": vocabulary, "projection_size": 32, **part}}


class Pooled(nn.Module):
    """`last_hidden_state` and `pooler_output`, as the exports have both."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, values):
        answer = self.model(values)
        return answer.last_hidden_state, answer.pooler_output


def siglip(config):
    from transformers import SiglipConfig, SiglipModel
    model = SiglipModel(SiglipConfig(
        text_config={"max_position_embeddings": 64, "hidden_act": "gelu_pytorch_tanh", "layer_norm_eps": 1e-6, "bos_token_id": 2,
                     "eos_token_id": 1, "pad_token_id": 0, **config["text"]},
        vision_config={"image_size": 224, "patch_size": 16, "hidden_act": "gelu_pytorch_tanh", "layer_norm_eps": 1e-6,
                       **config["vision"]}, attn_implementation="eager"))
    return model.eval()
