/* tb-cli-firmware: what the two halves of `trustbed-cli firmware` share. */
#pragma once

#include "tb-cli.h"
#include "tb-firmware-judge.h"

G_BEGIN_DECLS

int      tb_cli_firmware_make   (int argc, char **argv);
int      tb_cli_firmware_verify (int argc, char **argv);
gboolean tb_cli_firmware_moment (const char *text, gint64 *unix_us, GError **error);
void     tb_cli_firmware_add_manifest (JsonBuilder *json, const TbFirmwareManifest *manifest);

G_END_DECLS
