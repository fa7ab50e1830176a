// Computes a workbook anew with HyperFormula: {path, without} as JSON on stdin, [{sheet, cell, value}] on stdout.
// A formula with a function that it does not know, or that `without` names, keeps its cached value.
import { readFileSync } from "node:fs";
import { HyperFormula } from "hyperformula";
import XLSX from "xlsx";

const { path, without } = JSON.parse(readFileSync(0, "utf8"));
const known = new Set(HyperFormula.getRegisteredFunctionNames("enGB"));
for (const name of without) known.delete(name);

const book = XLSX.readFile(path, { cellNF: true });
const sheets = {}, computed = [];
for (const [number, name] of book.SheetNames.entries()) {
  const sheet = book.Sheets[name], area = XLSX.utils.decode_range(sheet["!ref"] ?? "A1");
  sheets[name] = [];
  for (let row = 0; row <= area.e.r; row++) {
    const cells = (sheets[name][row] = []);
    for (let column = 0; column <= area.e.c; column++) {
      const address = XLSX.utils.encode_cell({ r: row, c: column }), cell = sheet[address];
      const names = (cell?.f ?? "").replace(/"[^"]*"/g, "").match(/[A-Z][A-Z0-9.]*(?=\()/g) ?? [];
      if (cell?.f && names.every((each) => known.has(each))) {
        cells[column] = cell.F ? `=ARRAYFORMULA(${cell.f})` : `=${cell.f}`;
        computed.push([name, address, number, row, column]);
      } else if (cell?.t === "s") {
        cells[column] = /^[=']|^[\d.+-]/.test(cell.v) ? `'${cell.v}` : cell.v; // stays a text, whatever it looks like
      } else {
        cells[column] = cell?.v ?? null;
      }
    }
  }
}
const options = { licenseKey: "gpl-v3", smartRounding: false, maxRows: 1e5, useWildcards: true };
const engine = HyperFormula.buildFromSheets(sheets, options);
const told = computed.map(([name, cell, number, row, column]) => {
  const value = engine.getCellValue({ sheet: engine.getSheetId(name), row, col: column });
  return { sheet: name, cell, value: typeof value === "object" && value ? `${value.value}` : value };
});
process.stdout.write(JSON.stringify(told));
