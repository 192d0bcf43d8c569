// SPDX-License-Identifier: MIT
// Asks questions with the official `openai` package, one for each line of JSON on standard input,
// and tells on standard output what the package made of the replies.
// Use: node referee.mjs, with the package in node_modules beside it
//
// A line in:  {"id": 1, "url": "http://...", "key": "sk-...", "body": {the request}}
// A line out: {"id": 1, "thinking": "", "answer": "", "finish": "stop", "usage": {...},
//              "chat": "chatcmpl-...", "error": null or {"status", "code", "message", "kind"}}
import { createInterface } from 'node:readline';
import OpenAI from 'openai';

const AT_ONCE = 8;
const LIMIT_MS = 15000;

const text = (value) => (typeof value === 'string' ? value : '');
const list = (value) => (Array.isArray(value) ? value : []);
const joined = (values) => values.map(text).join('');

// Where the package has no opinion: thinking is not part of the API that it knows, nor is content
// in typed parts. These are askcam's rules: the first of the thinking's fields that has text, and
// parts of an array that are thinking by their type.
function textsOf(part) {
  const details = list(part.reasoning_details).map((it) => text(it.text) || text(it.summary));
  const parts = list(part.content);
  const inner = parts.filter((it) => it.type === 'thinking').flatMap((it) => list(it.thinking));
  return {
    thinking: text(part.reasoning_content) || text(part.reasoning) || joined(details) ||
      joined(inner.map((it) => it.text)),
    answer: text(part.content) || joined(parts.map((it) => it.text)),
  };
}

// Thinking between tags at the start of an answer.
function untag({ thinking, answer }) {
  const found = /^\s*<think>(.*?)(?:<\/think>(.*))?$/s.exec(answer);
  return found ? { thinking: thinking + found[1], answer: found[2] ?? '' } : { thinking, answer };
}

function take(result, choice, part) {
  const texts = textsOf(part);
  result.thinking += texts.thinking;
  result.answer += texts.answer;
  result.finish = choice.finish_reason || result.finish;
}

function note(result, reply) {
  result.chat ||= reply.id;
  result.usage = reply.usage?.total_tokens ? reply.usage : result.usage;
}

async function ask({ url, key, body }, result) {
  const client = new OpenAI({
    baseURL: url, apiKey: key, maxRetries: 0, timeout: LIMIT_MS, logLevel: 'off',
  });
  const reply = await client.chat.completions.create(body);
  if (!body.stream) {
    note(result, reply);
    const choice = reply.choices?.[0];
    if (choice) take(result, choice, choice.message);
    return;
  }
  for await (const chunk of reply) {
    note(result, chunk);
    const choice = chunk.choices?.[0];
    if (choice) take(result, choice, choice.delta ?? {});
  }
}

async function judge(line) {
  const question = JSON.parse(line);
  const result = {
    id: question.id, thinking: '', answer: '', finish: '', usage: null, error: null,
  };
  try {
    await ask(question, result);
  } catch (error) {
    const { status, code, message } = error;
    result.error = { status, code, message, kind: error.constructor.name };
  }
  process.stdout.write(JSON.stringify({ ...result, ...untag(result) }) + '\n');
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
async function work() {
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    await judge(next.value);
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, work));
