// Writes ONNX models (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3) small enough to be made where a test needs
// one.

type Shape = readonly (number | string)[];

export interface Tensor {
  name: string;
  shape: readonly number[];
  values: readonly number[];
}

export interface Port {
  name: string;
  type: 'float32' | 'int64' | 'int32';
  /** A text is a size that is left open. */
  shape: Shape;
}

export interface Node {
  op: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Record<string, number | readonly number[]>;
}

export interface Model {
  inputs: readonly Port[];
  outputs: readonly Port[];
  nodes: readonly Node[];
  constants: readonly Tensor[];
}

const ELEMENT = { float32: 1, int32: 6, int64: 7 } as const;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;
const OPSET = 17;
const IR_VERSION = 8;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

const number = (field: number, value: number) => Buffer.concat([varint(field * 8), varint(value)]);
const bytes = (field: number, value: Buffer) => Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);
const text = (field: number, value: string) => bytes(field, Buffer.from(value));

function attribute(name: string, value: number | readonly number[]): Buffer {
  const isList = typeof value !== 'number';
  const values = isList ? value.map((one) => number(8, one)) : [number(3, value)];
  return Buffer.concat([text(1, name), ...values, number(20, isList ? ATTRIBUTE_INTS : ATTRIBUTE_INT)]);
}

function node({ op, inputs, outputs, attributes = {} }: Node): Buffer {
  return Buffer.concat([
    ...inputs.map((input) => text(1, input)),
    ...outputs.map((output) => text(2, output)),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
  ]);
}

function tensor({ name, shape, values }: Tensor): Buffer {
  return Buffer.concat([
    ...shape.map((size) => number(1, size)),
    number(2, ELEMENT.float32),
    text(8, name),
    bytes(9, Buffer.from(Float32Array.from(values).buffer)),
  ]);
}

function port({ name, type, shape }: Port): Buffer {
  const sizes = shape.map((size) => bytes(1, typeof size === 'number' ? number(1, size) : text(2, size)));
  const tensorType = Buffer.concat([number(1, ELEMENT[type]), bytes(2, Buffer.concat(sizes))]);
  return Buffer.concat([text(1, name), bytes(2, bytes(1, tensorType))]);
}

export function onnx(model: Model): Buffer {
  const graph = Buffer.concat([
    ...model.nodes.map((one) => bytes(1, node(one))),
    text(2, 'tiny'),
    ...model.constants.map((one) => bytes(5, tensor(one))),
    ...model.inputs.map((one) => bytes(11, port(one))),
    ...model.outputs.map((one) => bytes(12, port(one))),
  ]);
  return Buffer.concat([
    number(1, IR_VERSION),
    bytes(7, graph),
    bytes(8, Buffer.concat([text(1, ''), number(2, OPSET)])),
  ]);
}
