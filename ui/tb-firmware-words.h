/* tb-firmware-words: what firmware was refused for, in words. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *tb_firmware_words_for (const char *code);

G_END_DECLS
