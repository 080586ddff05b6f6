/* tb-pattern-private: LIKE and GLOB as SQLite has them, without going back further than to the last `%` or `*`: the time is that of text times pattern at
 * most, where SQLite's own takes for ever on some. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_PATTERN_MAX_BYTES 100

typedef enum { TB_PATTERN_LIKE, TB_PATTERN_GLOB } TbPatternKind;

/**
 * TbPattern:
 * @text: the pattern
 * @escape: of LIKE: what comes after this stands for itself; 0 for none
 */
typedef struct
{
  TbPatternKind kind;
  const char *text;
  gunichar escape;
} TbPattern;

gboolean tb_pattern_match (const TbPattern *pattern, const char *text, guint64 *n_steps);   /* @n_steps: characters looked at are added */

G_END_DECLS
