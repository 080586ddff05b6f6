/* tb-maker-line: what a person has chosen for a handshake made on purpose, as the command that makes it. Pure: words in, a line or a fault out. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbMakerWord:
 * @name: as in the command `handshake`; static
 * @value: likewise; "" for what is so anyway, which is not said
 */
typedef struct
{
  const char *name;
  const char *value;
} TbMakerWord;

char *tb_maker_line_new        (const char *device, const TbMakerWord *words, guint n_words);
char *tb_maker_line_find_fault (const TbMakerWord *words, guint n_words);

G_END_DECLS
