// Loads workbooks and saves them again: [{reader, source, target}] as JSON on stdin.
import { readFileSync } from "node:fs";
import ExcelJS from "exceljs";
import XLSX from "xlsx";

const savers = {
  sheetjs(source, target) {
    XLSX.writeFile(XLSX.readFile(source, { cellNF: true, cellStyles: true }), target);
  },
  async exceljs(source, target) {
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(source);
    await book.xlsx.writeFile(target);
  },
};

for (const { reader, source, target } of JSON.parse(readFileSync(0, "utf8"))) await savers[reader](source, target);
