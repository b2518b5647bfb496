#!/usr/bin/env bash
# Wraps dist/ledgerferry into a Debian package: /opt/ledgerferry, a link in /usr/bin, menu entry, icon and papers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

version="$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml | head -n 1)"
architecture="$(dpkg --print-architecture)"
stage="build/deb"
package="dist/ledgerferry_${version}_${architecture}.deb"

[ -x dist/ledgerferry/ledgerferry ] || { echo "dist/ledgerferry is missing; run: python3 packaging/dev.py package" >&2; exit 1; }

rm -rf "$stage"
install -d "$stage/DEBIAN" "$stage/opt" "$stage/usr/bin" "$stage/usr/share/applications" "$stage/usr/share/doc/ledgerferry" \
    "$stage/usr/share/icons/hicolor/scalable/apps"
cp -a dist/ledgerferry "$stage/opt/ledgerferry"
ln -s /opt/ledgerferry/ledgerferry "$stage/usr/bin/ledgerferry"
install -m 644 packaging/linux/ledgerferry.desktop "$stage/usr/share/applications/"
install -m 644 resources/icons/app/ledgerferry.svg "$stage/usr/share/icons/hicolor/scalable/apps/"
install -m 644 LICENSE "$stage/usr/share/doc/ledgerferry/copyright"
printf 'ledgerferry (%s) stable; urgency=medium\n\n  * Version %s.\n\n -- The Ledgerferry authors <noreply@ledgerferry.invalid>  %s\n' \
    "$version" "$version" "$(git log -1 --format=%cD 2>/dev/null || date -R)" | gzip -9n > "$stage/usr/share/doc/ledgerferry/changelog.gz"

cat > "$stage/DEBIAN/control" <<CONTROL
Package: ledgerferry
Version: $version
Section: misc
Priority: optional
Architecture: $architecture
Installed-Size: $(du -sk --exclude=DEBIAN "$stage" | cut -f1)
Maintainer: The Ledgerferry authors <noreply@ledgerferry.invalid>
Depends: libegl1, libgl1, libglib2.0-0 | libglib2.0-0t64, libxkbcommon0, libdbus-1-3, libfontconfig1, libbrotli1, libxcb-cursor0, libxkbcommon-x11-0, libxcb-icccm4, libxcb-keysyms1, libxcb-shape0, libxcb-xkb1, libxcb-render-util0, libxcb-image0
Recommends: gnome-keyring | kwalletmanager
Description: carry invoices from Autotask to Xero
 Finds invoices in Autotask PSA, shows what Xero will receive, sends what was
 confirmed once and to the cent, and marks the invoices as processed.
CONTROL

chmod -R u+rwX,go+rX,go-w "$stage"
dpkg-deb --root-owner-group -Zxz --build "$stage" "$package" >/dev/null
echo "ledgerferry: $package: $(($(stat -c %s "$package") / 1000000)) MB"
