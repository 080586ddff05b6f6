/* Private to the files of runs: what writing and reading them have in common. */
#pragma once

#include "tb-cli-outbreak.h"

G_BEGIN_DECLS

#define TB_OUTBREAK_FORMAT "trustbed-outbreak-1"

typedef enum { TB_FORM_NUMBER, TB_FORM_32, TB_FORM_64 } TbOutbreakForm;

/* A member of the object called parameters. */
typedef struct
{
  const char *key;
  TbOutbreakForm form;
  gsize offset;                 /* in a plan */
} TbOutbreakField;

#define TB_OUTBREAK_N_FIELDS 16

extern const TbOutbreakField tb_outbreak_fields[TB_OUTBREAK_N_FIELDS];

G_END_DECLS
