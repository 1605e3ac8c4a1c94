"""Reads, saves and writes books with openpyxl, for the tests of the crate `tables`.

    book.py read FILE        prints the first sheet's rows as JSON
    book.py save FILE TO     opens a book and saves it again
    book.py write TO         writes a book as an office has it: numbers, dates, a formula that nobody has calculated
"""

import datetime
import json
import sys

import openpyxl

command, path, *rest = sys.argv[1:]
if command == "read":
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    json.dump([list(row) for row in sheet.iter_rows(values_only=True)], sys.stdout, default=str)
elif command == "save":
    openpyxl.load_workbook(path).save(rest[0])
elif command == "write":
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["İzin Türü", "Alıcı", "Onay(1)-Ret(0)", "İzin Kaynağı", "İzin Tarihi"])
    date = datetime.datetime(2026, 3, 9, 8, 5, 7)
    sheet.append(["SMS", 5321234567, 1, "HS_WEB", date])
    sheet.append(["Mesaj", "+90 532 123 45 67", 0, "hs web", date])
    sheet.append(["EPOSTA", "a@example.com", True, "HS_WEB", "=NOW()"])
    book.save(path)
