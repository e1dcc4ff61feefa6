/** One file of a report, as a text in UTF-8; `path` is relative to the run's report folder, with `/` between its parts. */
export interface ReportFile {
  readonly path: string
  readonly text: string
}

/** One that may be too long for one text: its pieces, in order, made as they are asked for. */
export interface LongReportFile {
  readonly path: string
  readonly pieces: Iterable<string>
}

/** The pieces of any file. */
export function piecesOf(file: ReportFile | LongReportFile): Iterable<string> {
  return 'pieces' in file ? file.pieces : [file.text]
}

/** What a renderer cannot do for itself, since it is pure. */
export interface ReportTools {
  /** SHA-256 of a text's UTF-8 bytes in base64: a content security policy names the style by it. */
  readonly sha256Base64: (text: string) => string
}
