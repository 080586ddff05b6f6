/* tb-apply-private: a command that is being carried out, for the files that do so. */
#pragma once

#include "tb-apply.h"

G_BEGIN_DECLS

typedef struct
{
  TbWorld *world;
  TbFleet *fleet;
  const TbCommand *command;
  guint32 device;
} TbCase;

typedef gboolean (*TbApply) (const TbCase *c, GError **error);

extern const TbApply tb_applies_outbreak[TB_N_COMMANDS];
extern const TbApply tb_applies_trust[TB_N_COMMANDS];
extern const TbApply tb_applies_checks[TB_N_COMMANDS];
extern const TbApply tb_applies_waiver[TB_N_COMMANDS];

guint32  tb_case_get_object (const TbCase *c, const char *argument);
guint    tb_case_get_number (const TbCase *c, const char *argument, guint otherwise);
gboolean tb_case_find_group (const TbCase *c, TbDevices *whom);
gboolean tb_case_is_on      (const TbCase *c);

G_END_DECLS
