@echo off
cd /d "%~dp0"
where py >nul 2>nul
if not errorlevel 1 (
  py -3 run.py desk
  goto end
)
where python >nul 2>nul
if not errorlevel 1 (
  python run.py desk
  goto end
)
for %%f in (docs\*.html) do start "" "%%f"
:end
if errorlevel 1 pause
