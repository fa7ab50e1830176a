@echo off
pushd "%~dp0"
rem pushd, not cd: the folder may be on a share, which gets a letter here until popd
where py >nul 2>nul
if not errorlevel 1 (
  py -3 run.py desk
  if errorlevel 100 goto page
  goto end
)
where python >nul 2>nul
if not errorlevel 1 (
  python run.py desk
  if errorlevel 100 goto page
  goto end
)
rem 100 and more: there is py or a link to the store, but no Python
:page
for %%f in (docs\*.html) do start "" "%%f"
popd
exit /b
:end
if errorlevel 1 pause
popd
