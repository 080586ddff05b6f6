/* tb-ca-roles: see the header. */
#include "tb-ca-roles.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-audit-log.h"
#include "tb-ca-private.h"

static const struct
{
  TbCaRole role;
  const char *code;
} roles[] = {
  { TB_CA_ADMINISTRATOR, "administrator" },
  { TB_CA_ISSUING_OFFICER, "issuing-officer" },
  { TB_CA_REVOCATION_OFFICER, "revocation-officer" },
  { TB_CA_AUDITOR, "auditor" },
};

/* What each action takes. An action that is not here is nobody's. */
static const struct
{
  const char *action;
  guint roles;
} actions[] = {
  { "generate-key", TB_CA_ADMINISTRATOR },
  { "certify-authority", TB_CA_ADMINISTRATOR },
  { "import", TB_CA_ADMINISTRATOR },
  { "cross", TB_CA_ADMINISTRATOR },
  { "roles", TB_CA_ADMINISTRATOR },
  { "issue", TB_CA_ISSUING_OFFICER },
  { "renew", TB_CA_ISSUING_OFFICER },
  { "rekey", TB_CA_ISSUING_OFFICER },
  { "revoke", TB_CA_REVOCATION_OFFICER },
  { "hold", TB_CA_REVOCATION_OFFICER },
  { "release", TB_CA_REVOCATION_OFFICER },
  { "crl", TB_CA_REVOCATION_OFFICER | TB_CA_ADMINISTRATOR },
  { "certify-responder", TB_CA_REVOCATION_OFFICER | TB_CA_ADMINISTRATOR },
  { "ocsp", TB_CA_REVOCATION_OFFICER | TB_CA_ADMINISTRATOR },
  { "checkpoint", TB_CA_AUDITOR | TB_CA_ADMINISTRATOR },
  { "export-key", TB_CA_ADMINISTRATOR },
};

/**
 * tb_ca_role_to_code:
 * @role: one role
 *
 * Returns: (transfer none): its stable name
 */
const char *
tb_ca_role_to_code (TbCaRole role)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (roles[i].role == role)
      return roles[i].code;
  return NULL;
}

/**
 * tb_ca_role_from_code:
 * @code: a stable name
 * @role: (out): the role
 *
 * Returns: %FALSE when @code names none
 */
gboolean
tb_ca_role_from_code (const char *code, TbCaRole *role)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (strcmp (roles[i].code, code) == 0)
      {
        *role = roles[i].role;
        return TRUE;
      }
  return FALSE;
}

static guint
find_action (const char *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (strcmp (actions[i].action, action) == 0)
      return actions[i].roles;
  return 0;
}

static char *
list_roles (guint wanted)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (wanted & roles[i].role)
      g_string_append_printf (list, "%s%s", list->len > 0 ? " or " : "", roles[i].code);
  return g_string_free (list, FALSE);
}

static void
clear_person (gpointer data)
{
  g_free (((TbCaPerson *) data)->name);
}

/**
 * tb_ca_list_people:
 * @ca: an authority
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type TbCaPerson): who has which roles, by name
 */
GArray *
tb_ca_list_people (TbCa *ca, GError **error)
{
  g_autoptr (sqlite3_stmt) query = tb_sql_query (ca->db, error, "SELECT name, roles FROM person ORDER BY name", "");
  g_autoptr (GArray) people = g_array_new (FALSE, TRUE, sizeof (TbCaPerson));
  gboolean has_row = TRUE;

  g_array_set_clear_func (people, clear_person);
  while (query != NULL && has_row)
    {
      if (!tb_sql_step (query, &has_row, error))
        return NULL;
      if (has_row)
        {
          TbCaPerson person = { g_strdup (tb_sql_get_text (query, 0)), (guint) sqlite3_column_int64 (query, 1) };

          g_array_append_val (people, person);
        }
    }
  return query != NULL ? g_steal_pointer (&people) : NULL;
}

static gboolean
refuse (TbCa *ca, const char *action, guint needed, gboolean is_known, const TbCaActor *actor, GError **error)
{
  g_autofree char *roles_text = list_roles (needed);

  if (!tb_audit_log_append (ca->db, actor, "refused", "", action, error))
    return FALSE;
  ERR_clear_error ();
  if (is_known)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "\"%s\" may not do that (%s): it takes the role %s", actor->who, action, roles_text);
  else
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED,
                         "\"%s\" has no role in this authority; an administrator can give one with: trustbed-cli ca role %s --give %s --to %s", actor->who,
                         ca->directory, roles_text, actor->who);
  return FALSE;
}

/**
 * tb_ca_permit:
 * @ca: an authority
 * @action: what is to be done
 * @actor: who wants to
 * @error: return location
 *
 * Returns: whether @actor has a role that @action takes; a refusal is written to the audit log and gives %TB_CRYPTO_ERROR_REFUSED
 */
gboolean
tb_ca_permit (TbCa *ca, const char *action, const TbCaActor *actor, GError **error)
{
  guint needed = find_action (action);
  gint64 has;

  if (!tb_sql_get_number (ca->db, -1, &has, error, "SELECT roles FROM person WHERE name = ?", "s", actor->who))
    return FALSE;
  return (has > 0 && ((guint) has & needed) != 0) || refuse (ca, action, needed, has > 0, actor, error);
}

/* Somebody has to be left who can give roles. */
static gboolean
check_administrator (TbCa *ca, GError **error)
{
  gint64 n;

  if (!tb_sql_get_number (ca->db, 0, &n, error, "SELECT count(*) FROM person WHERE roles & ?", "i", (gint64) TB_CA_ADMINISTRATOR))
    return FALSE;
  if (n > 0)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "There would be no administrator left");
  return FALSE;
}

/**
 * tb_ca_change_roles:
 * @ca: an authority
 * @who: whose roles
 * @given: bits to add
 * @taken: bits to remove
 * @actor: an administrator
 * @error: return location
 *
 * Returns: whether the roles were changed; the last administrator stays one
 */
gboolean
tb_ca_change_roles (TbCa *ca, const char *who, guint given, guint taken, const TbCaActor *actor, GError **error)
{
  g_autofree char *detail = g_strdup_printf ("%s given %u taken %u", who, given, taken);
  gboolean is_good;

  if (!tb_ca_permit (ca, "roles", actor, error) || !tb_sql_begin (ca->db, error))
    return FALSE;
  is_good = tb_sql_run (ca->db, error, "INSERT OR IGNORE INTO person (name, roles) VALUES (?, 0)", "s", who)
            && tb_sql_run (ca->db, error, "UPDATE person SET roles = (roles | ?) & ~? WHERE name = ?", "iis", (gint64) given, (gint64) taken, who)
            && tb_sql_run (ca->db, error, "DELETE FROM person WHERE roles = 0", "")
            && check_administrator (ca, error)
            && tb_audit_log_append (ca->db, actor, "roles", "", detail, error);
  return tb_sql_end (ca->db, is_good, error);
}
