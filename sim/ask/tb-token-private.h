/* tb-token-private: a question as words, for what has to be known of it before SQLite reads it, and for completion. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum { TB_TOKEN_WORD, TB_TOKEN_OTHER } TbTokenKind;

/**
 * TbToken:
 * @kind: a word (also one in double quotes, square brackets or backquotes), or a text, a number, a sign
 * @start: where it begins; of a quoted word, behind the quote
 * @length: bytes
 */
typedef struct
{
  TbTokenKind kind;
  const char *start;
  gsize length;
} TbToken;

gboolean tb_token_next      (const char **at, TbToken *token);                   /* FALSE at the end; comments are left out */
gboolean tb_token_is        (const TbToken *token, const char *word);
gboolean tb_unfolding_check (const char *sql, GError **error);

G_END_DECLS
