// api/openapi.yaml as what every answer is held to.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import type { Answer } from './client';

interface MediaType {
  schema: unknown;
}

interface ResponseObject {
  $ref?: string;
  headers?: Record<string, unknown>;
  content?: Record<string, MediaType>;
}

export interface Parameter {
  name: string;
  in: 'query' | 'path' | 'header';
  required?: boolean;
  schema: Record<string, unknown>;
}

export interface Operation {
  id: string;
  method: string;
  template: string;
  parameters: Parameter[];
  requestBody?: { content: Record<string, MediaType> };
  responses: Record<string, ResponseObject>;
}

export const documentText = readFileSync(resolve(import.meta.dirname, '../../../api/openapi.yaml'), 'utf8');
// biome-ignore lint/suspicious/noExplicitAny: a document, walked by its own references
const document: any = parse(documentText);

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
ajv.addFormat('binary', true);
ajv.addFormat('date', /^\d{4}-\d\d-\d\d$/);
ajv.addSchema(document, 'openapi.yaml');

export function resolved<T>(node: T | { $ref: string }): T {
  if (typeof node !== 'object' || node === null || !('$ref' in node)) return node as T;
  const steps = node.$ref.replace(/^#\//, '').split('/');
  // biome-ignore lint/suspicious/noExplicitAny: as above
  return resolved(steps.reduce((at: any, step) => at[step], document)) as T;
}

function pointer(...steps: string[]) {
  return steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

export const operations: Operation[] = Object.entries(
  // biome-ignore lint/suspicious/noExplicitAny: as above
  document.paths as Record<string, any>,
).flatMap(([template, item]) =>
  METHODS.filter((method) => method in item).map((method) => ({
    id: item[method].operationId,
    method: method.toUpperCase(),
    template,
    parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map((parameter) => {
      const { schema, ...rest } = resolved<Parameter>(parameter);
      return { ...rest, schema };
    }),
    requestBody: item[method].requestBody,
    responses: item[method].responses,
  })),
);

/** The names of all schemas that a part of the document reaches. */
function schemasIn(node: unknown, found = new Set<string>()): Set<string> {
  if (typeof node !== 'object' || node === null) return found;
  for (const [key, value] of Object.entries(node)) {
    if (key !== '$ref') {
      schemasIn(value, found);
      continue;
    }
    const name = /^#\/components\/schemas\/(.+)$/.exec(value)?.[1];
    if (name !== undefined && found.has(name)) continue;
    if (name !== undefined) found.add(name);
    schemasIn(resolved({ $ref: value }), found);
  }
  return found;
}

/** The schemas that an operation's good answers are made of. */
export function answeredSchemas(operation: Operation): Set<string> {
  const good = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
  return schemasIn(good.map(([, response]) => response));
}

/** Which operations were called, and with which statuses they answered. */
export const calls = new Map<string, Set<number>>();

export function operationOf(method: string, target: string): Operation | undefined {
  const segments = target.split('?')[0]?.split('/') ?? [];
  return operations.find((operation) => {
    const pattern = operation.template.split('/');
    return (
      operation.method === method &&
      pattern.length === segments.length &&
      pattern.every((part, i) => part.startsWith('{') || part === segments[i])
    );
  });
}

const validators = new Map<string, ValidateFunction>();

function validatorAt(reference: string): ValidateFunction {
  const known = validators.get(reference);
  if (known) return known;
  const made = ajv.compile({ $ref: `openapi.yaml#/${reference}` });
  validators.set(reference, made);
  return made;
}

/** Throws unless `value` is what components/schemas/NAME says. */
export function checkSchema(name: string, value: unknown) {
  const validate = validatorAt(pointer('components', 'schemas', name));
  if (!validate(value)) throw new Error(`Not a ${name}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)}`);
}

/** Throws unless the answer is one that the document allows. Answers outside the document are not looked at. */
export function checkAnswer(method: string, target: string, answer: Answer) {
  const operation = operationOf(method, target);
  if (!operation) return;
  calls.set(operation.id, (calls.get(operation.id) ?? new Set()).add(answer.status));
  const where = `${method} ${target} answered ${answer.status}`;
  const key = String(answer.status) in operation.responses ? String(answer.status) : 'default';
  const declared = operation.responses[key];
  if (!declared) throw new Error(`${where}, which the document does not know: ${answer.text.slice(0, 500)}`);
  const response = resolved<ResponseObject>(declared as ResponseObject & { $ref: string });
  for (const header of Object.keys(response.headers ?? {})) {
    if (!(header.toLowerCase() in answer.headers)) throw new Error(`${where} without ${header}.`);
  }
  const content = response.content;
  if (!content) {
    if (answer.body.length > 0) throw new Error(`${where} with a body that the document does not know.`);
    return;
  }
  const type = (answer.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  const media = type in content ? type : '*/*';
  if (!(media in content)) throw new Error(`${where} as '${type}'; declared is ${Object.keys(content).join(', ')}.`);
  if (!type.endsWith('json')) return;
  const base = declared.$ref
    ? declared.$ref.replace(/^#\//, '')
    : pointer('paths', operation.template, operation.method.toLowerCase(), 'responses', key);
  const validate = validatorAt(`${base}/${pointer('content', media, 'schema')}`);
  const body: unknown = answer.json;
  if (!validate(body)) {
    throw new Error(
      `${where} with a body that breaks the contract: ${ajv.errorsText(validate.errors)}\n${answer.text.slice(0, 2000)}`,
    );
  }
  if (type === 'application/problem+json' && answer.json.status !== answer.status) {
    throw new Error(`${where}, but its problem document says ${answer.json.status}.`);
  }
}
