/* tb-standard: the standards that a fleet is held to. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { TB_STANDARD_ETSI, TB_STANDARD_NIST, TB_STANDARD_RFC, TB_STANDARD_IEEE, TB_N_STANDARDS } TbStandardId;

/**
 * TbStandard:
 * @code: a short word, for options and files
 * @name: what it is called, with the version that is read here
 * @edition: when that came out
 * @title: what it is about, to be translated
 * @unseen: what of it cannot be seen in a simulated fleet, to be translated
 */
typedef struct
{
  const char *code;
  const char *name;
  const char *edition;
  const char *title;
  const char *unseen;
} TbStandard;

const TbStandard *tb_standard_get  (TbStandardId standard);
gboolean          tb_standard_find (const char *code, TbStandardId *standard);

G_END_DECLS
