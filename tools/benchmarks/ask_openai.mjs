// SPDX-License-Identifier: MIT
// Asks one question about one JPEG file with the official `openai` package, as its manual shows:
// the text goes to standard output while it arrives.
// Use: node ask_openai.mjs BASE_URL MODEL JPEG QUESTION, with OPENAI_API_KEY set
import { readFileSync } from 'node:fs';
import OpenAI from 'openai';

const [baseURL, model, picture, question] = process.argv.slice(2);
const client = new OpenAI({ baseURL, maxRetries: 0 });
const url = 'data:image/jpeg;base64,' + readFileSync(picture).toString('base64');
const stream = await client.chat.completions.create({
  model,
  stream: true,
  stream_options: { include_usage: true },
  messages: [{
    role: 'user',
    content: [{ type: 'image_url', image_url: { url } }, { type: 'text', text: question }],
  }],
});
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta?.content ?? '');
}
process.stdout.write('\n');
