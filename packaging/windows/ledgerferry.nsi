; Installer for Windows, for one person and without administrator rights.
; Build the folder first (python packaging\dev.py package), then from the top folder:
;     makensis -DVERSION=0.1.0 packaging\windows\ledgerferry.nsi
Unicode true
!ifndef VERSION
  !error "Give the version: -DVERSION=0.1.0"
!endif
!ifndef PAYLOAD
  !define PAYLOAD "..\..\dist\ledgerferry"
!endif
!ifndef OUTPUT
  !define OUTPUT "..\..\dist\ledgerferry-${VERSION}-setup.exe"
!endif
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Ledgerferry"

Name "Ledgerferry"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Ledgerferry"
RequestExecutionLevel user
SetCompressor /SOLID lzma

Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

Section "Ledgerferry"
  ; an older version's files must not be left among the new ones
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Ledgerferry.lnk" "$INSTDIR\ledgerferry.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "Ledgerferry"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "Publisher" "The Ledgerferry authors"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  ; the books' journal in the person's data folder stays: it is the proof of what was sent
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\ledgerferry.exe"
  Delete "$INSTDIR\ledgerferry-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Ledgerferry.lnk"
  DeleteRegKey HKCU "${KEY}"
SectionEnd
