// Reads the mails whose paths are the arguments and prints a JSON list, one object a mail and in that order:
// what nodemailer's parser, which knows nothing of Python's, understands of them. A part that is not there is
// null: no text is made of HTML, and no HTML of text.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { simpleParser } from 'mailparser'

const asWritten = { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true, skipTextLinks: true }

// a header may stand there several times, and may hold groups
const people = (header) =>
  [header ?? []].flat().flatMap(({ value }) => value).flatMap(({ group, ...person }) => group ?? person)

async function parse(path) {
  const mail = await simpleParser(await readFile(path), asWritten)
  return {
    from: people(mail.from),
    to: people(mail.to),
    cc: people(mail.cc),
    subject: mail.subject ?? null,
    date: mail.date ?? null,
    messageId: mail.messageId ?? null,
    text: mail.text ?? null,
    html: mail.html || null,
    attachments: mail.attachments.map(({ filename, contentType, size, content }) => ({
      filename: filename ?? null,
      contentType,
      size,
      sha256: createHash('sha256').update(content).digest('hex'),
    })),
  }
}

console.log(JSON.stringify(await Promise.all(process.argv.slice(2).map(parse))))
