/* tb-ca-roles: who may do what with an authority. Every use of a key passes through here and is in the audit log before it happens.
 *
 * What this protects against is mistakes and honest people's curiosity: whoever can write the folder can write the table as well. Keys in a token
 * and a witness outside are for the others. */
#pragma once

#include "tb-ca.h"

G_BEGIN_DECLS

/**
 * TbCaRole:
 *
 * As bits: one person may have several, though four persons are better.
 */
typedef enum
{
  TB_CA_ADMINISTRATOR = 1 << 0,
  TB_CA_ISSUING_OFFICER = 1 << 1,
  TB_CA_REVOCATION_OFFICER = 1 << 2,
  TB_CA_AUDITOR = 1 << 3,
} TbCaRole;

#define TB_CA_ALL_ROLES (TB_CA_ADMINISTRATOR | TB_CA_ISSUING_OFFICER | TB_CA_REVOCATION_OFFICER | TB_CA_AUDITOR)

const char *tb_ca_role_to_code   (TbCaRole role);
gboolean    tb_ca_role_from_code (const char *code, TbCaRole *role);

/**
 * TbCaPerson:
 * @name: as given with `--as`
 * @roles: bits of #TbCaRole
 */
typedef struct
{
  char *name;
  guint roles;
} TbCaPerson;

GArray     *tb_ca_list_people    (TbCa *ca, GError **error);                                 /* of TbCaPerson */
gboolean    tb_ca_change_roles   (TbCa *ca, const char *who, guint given, guint taken, const TbCaActor *actor, GError **error);
gboolean    tb_ca_permit         (TbCa *ca, const char *action, const TbCaActor *actor, GError **error);

G_END_DECLS
