/* tb-cli-ca-make: `trustbed-cli ca init|authority|import|role`: what an administrator does. */
#include <string.h>

#include "tb-ca-roles.h"
#include "tb-cli-ca.h"
#include "tb-load.h"

static void
print_authorities (TbCa *ca, gboolean json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  GPtrArray *authorities = tb_ca_get_authorities (ca);

  json_builder_begin_object (builder);
  tb_cli_add_text (builder, "id", tb_ca_get_id (ca));
  json_builder_set_member_name (builder, "authorities");
  json_builder_begin_array (builder);
  for (guint i = 0; i < authorities->len; i++)
    {
      const TbCaAuthority *authority = g_ptr_array_index (authorities, i);

      json_builder_begin_object (builder);
      tb_cli_add_text (builder, "name", authority->name);
      tb_cli_add_text (builder, "parent", *authority->parent != '\0' ? authority->parent : NULL);
      tb_cli_add_text (builder, "subject", tb_certificate_get_subject (authority->certificate));
      tb_cli_add_text (builder, "serial", tb_certificate_get_serial (authority->certificate));
      tb_cli_ca_add_moment (builder, "not_after", tb_certificate_get_not_after_us (authority->certificate));
      json_builder_end_object (builder);
      if (!json)
        g_print ("%s.pem\t%s\n", authority->name, tb_certificate_get_subject (authority->certificate));
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (json)
    tb_cli_print_json (builder);
}

/* --- init --- */

typedef struct
{
  TbCliCa common;
  char *key;
  char *subject;
  char *key_store;
  char *crl_url;
  char *ocsp_url;
  int issuing;
} Init;

static void
init_clear (Init *init)
{
  tb_cli_ca_clear (&init->common);
  g_free (init->key);
  g_free (init->subject);
  g_free (init->key_store);
  g_free (init->crl_url);
  g_free (init->ocsp_url);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Init, init_clear)

static gboolean
parse_init (Init *init, int argc, char **argv, int *status)
{
  const GOptionEntry entries[] = {
    { "key", 0, 0, G_OPTION_ARG_STRING, &init->key, "Kind of all keys: P-256 (if left out), P-384, P-521, RSA-2048 to RSA-4096, Ed25519", "ALG" },
    { "subject", 0, 0, G_OPTION_ARG_STRING, &init->subject, "Name of the root, such as \"CN=Lab Root,O=Trustbed\"", "DN" },
    { "issuing", 0, 0, G_OPTION_ARG_INT, &init->issuing, "How many issuing authorities there are below the root; 1 if left out", "N" },
    { "key-store", 0, 0, G_OPTION_ARG_STRING, &init->key_store, "Where keys live: flash:FOLDER, pkcs11:token=LABEL, tpm:FOLDER; in the folder if left out", "ADDRESS" },
    { "crl-url", 0, 0, G_OPTION_ARG_STRING, &init->crl_url, "Where lists are published; {issuer} stands for the issuer's key identifier", "URL" },
    { "ocsp-url", 0, 0, G_OPTION_ARG_STRING, &init->ocsp_url, "Where OCSP answers", "URL" },
    { NULL },
  };

  init->issuing = 1;
  return tb_cli_ca_parse (&init->common, entries, "Makes an authority in a folder that is not there yet or empty.", argc, argv, status);
}

/**
 * tb_cli_ca_init:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_init (int argc, char **argv)
{
  g_auto (Init) init = { { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCa) ca = NULL;
  TbCaSetup setup = { TB_KEY_P256 };
  int status;

  if (!parse_init (&init, argc, argv, &status))
    return status;
  if (init.key != NULL && !tb_cli_ca_parse_algorithm (init.key, &setup.algorithm, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  if (init.issuing < 0)
    return tb_cli_complain ("--issuing must be 0 to 99, got %d", init.issuing);
  setup.subject = init.subject != NULL ? init.subject : "CN=Lab Root,O=Trustbed";
  setup.n_issuing = (guint) init.issuing;
  setup.key_store = init.key_store;
  setup.pin = init.common.pin;
  setup.crl_address = init.crl_url;
  setup.ocsp_address = init.ocsp_url;
  if (!tb_ca_init (init.common.directory, &setup, &init.common.actor, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  ca = tb_cli_ca_open (&init.common, &status);
  if (ca == NULL)
    return status;
  print_authorities (ca, init.common.json);
  return TB_EXIT_YES;
}

/* --- authority --- */

typedef struct
{
  TbCliCa common;
  char *name;
  char *parent;
  char *subject;
  char *key;
  char *profile;
  int days;
} Below;

static void
below_clear (Below *below)
{
  tb_cli_ca_clear (&below->common);
  g_free (below->name);
  g_free (below->parent);
  g_free (below->subject);
  g_free (below->key);
  g_free (below->profile);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Below, below_clear)

static gboolean
parse_below (Below *below, int argc, char **argv, int *status)
{
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &below->name, "What to call it here: small letters, digits, hyphens", "NAME" },
    { "parent", 0, 0, G_OPTION_ARG_STRING, &below->parent, "Who certifies it; root if left out", "NAME" },
    { "subject", 0, 0, G_OPTION_ARG_STRING, &below->subject, "Its name", "DN" },
    { "key", 0, 0, G_OPTION_ARG_STRING, &below->key, "Kind of its key; P-256 if left out", "ALG" },
    { "profile", 0, 0, G_OPTION_ARG_STRING, &below->profile, "authority (if left out) issues to end entities, intermediate to authorities", "PROFILE" },
    { "days", 0, 0, G_OPTION_ARG_INT, &below->days, "Lifetime; the profile's if left out", "N" },
    { NULL },
  };

  if (!tb_cli_ca_parse (&below->common, entries, "Adds an authority below another one, with its key in the key store.", argc, argv, status))
    return FALSE;
  if (below->name != NULL && below->subject != NULL)
    return TRUE;
  *status = tb_cli_complain ("--name and --subject are needed");
  return FALSE;
}

/**
 * tb_cli_ca_authority:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_authority (int argc, char **argv)
{
  g_auto (Below) below = { { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbIssueProfile) profile = NULL;
  g_autoptr (TbCa) ca = NULL;
  TbKeyAlgorithm algorithm = TB_KEY_P256;
  int status;

  if (!parse_below (&below, argc, argv, &status) || (ca = tb_cli_ca_open (&below.common, &status)) == NULL)
    return status;
  profile = tb_ca_load_profile (ca, below.profile != NULL ? below.profile : "authority", &error);
  if (profile == NULL || (below.key != NULL && !tb_cli_ca_parse_algorithm (below.key, &algorithm, &error))
      || !tb_ca_add_authority (ca, below.name, below.parent != NULL ? below.parent : "root", below.subject, algorithm, profile, below.days,
                               &below.common.actor, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  print_authorities (ca, below.common.json);
  return TB_EXIT_YES;
}

/* --- import --- */

typedef struct
{
  TbCliCa common;
  char *name;
  char *certificate;
  char *key;
} Import;

static void
import_clear (Import *import)
{
  tb_cli_ca_clear (&import->common);
  g_free (import->name);
  g_free (import->certificate);
  g_free (import->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

static gboolean
parse_import (Import *import, int argc, char **argv, int *status)
{
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &import->name, "What to call it here: small letters, digits, hyphens", "NAME" },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &import->certificate, "Its certificate", "FILE" },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &import->key, "Its key; without it there is only the certificate to refer to", "FILE" },
    { NULL },
  };

  if (!tb_cli_ca_parse (&import->common, entries, "Takes in an authority that was made elsewhere.", argc, argv, status))
    return FALSE;
  if (import->name != NULL && import->certificate != NULL)
    return TRUE;
  *status = tb_cli_complain ("--name and --certificate are needed");
  return FALSE;
}

/**
 * tb_cli_ca_import:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_import (int argc, char **argv)
{
  g_auto (Import) import = { { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) certificates = NULL;
  g_autoptr (TbKey) key = NULL;
  g_autoptr (TbCa) ca = NULL;
  int status;

  if (!parse_import (&import, argc, argv, &status) || (ca = tb_cli_ca_open (&import.common, &status)) == NULL)
    return status;
  certificates = tb_certificates_load (tb_ca_get_crypto (ca), import.certificate, &error);
  if (certificates != NULL && import.key != NULL)
    key = tb_key_load (tb_ca_get_crypto (ca), import.key, NULL, &error);
  if (certificates == NULL || (import.key != NULL && key == NULL)
      || !tb_ca_import (ca, import.name, g_ptr_array_index (certificates, 0), key, &import.common.actor, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  print_authorities (ca, import.common.json);
  return TB_EXIT_YES;
}

/* --- role --- */

typedef struct
{
  TbCliCa common;
  char **give;
  char **take;
  char *whose;
} Role;

static void
role_clear (Role *role)
{
  tb_cli_ca_clear (&role->common);
  g_strfreev (role->give);
  g_strfreev (role->take);
  g_free (role->whose);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Role, role_clear)

static gboolean
parse_role (Role *role, int argc, char **argv, int *status)
{
  const GOptionEntry entries[] = {
    { "give", 0, 0, G_OPTION_ARG_STRING_ARRAY, &role->give, "Give a role: administrator, issuing-officer, revocation-officer, auditor", "ROLE" },
    { "take", 0, 0, G_OPTION_ARG_STRING_ARRAY, &role->take, "Take a role away", "ROLE" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &role->whose, "Whose roles", "NAME" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &role->whose, "Likewise", "NAME" },
    { NULL },
  };

  if (!tb_cli_ca_parse (&role->common, entries, "Says who may do what, and with --give or --take changes it.", argc, argv, status))
    return FALSE;
  if ((role->give == NULL && role->take == NULL) == (role->whose == NULL))
    return TRUE;
  *status = tb_cli_complain ("--give ROLE --to NAME or --take ROLE --from NAME is expected");
  return FALSE;
}

static gboolean
read_roles (char **codes, guint *bits)
{
  *bits = 0;
  for (guint i = 0; codes != NULL && codes[i] != NULL; i++)
    {
      TbCaRole role;

      if (!tb_ca_role_from_code (codes[i], &role))
        {
          tb_cli_complain ("\"%s\" is no role; there are administrator, issuing-officer, revocation-officer and auditor", codes[i]);
          return FALSE;
        }
      *bits |= role;
    }
  return TRUE;
}

static void
print_people (GArray *people, gboolean json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  for (guint i = 0; i < people->len; i++)
    {
      const TbCaPerson *person = &g_array_index (people, TbCaPerson, i);

      json_builder_set_member_name (builder, person->name);
      json_builder_begin_array (builder);
      if (!json)
        g_print ("%s:", person->name);
      for (guint role = TB_CA_ADMINISTRATOR; role <= TB_CA_AUDITOR; role <<= 1)
        if (person->roles & role)
          {
            json_builder_add_string_value (builder, tb_ca_role_to_code ((TbCaRole) role));
            if (!json)
              g_print (" %s", tb_ca_role_to_code ((TbCaRole) role));
          }
      json_builder_end_array (builder);
      if (!json)
        g_print ("\n");
    }
  json_builder_end_object (builder);
  if (json)
    tb_cli_print_json (builder);
}

/**
 * tb_cli_ca_role:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_role (int argc, char **argv)
{
  g_auto (Role) role = { { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) people = NULL;
  g_autoptr (TbCa) ca = NULL;
  guint given, taken;
  int status;

  if (!parse_role (&role, argc, argv, &status))
    return status;
  if (!read_roles (role.give, &given) || !read_roles (role.take, &taken))
    return TB_EXIT_BAD_INPUT;
  ca = tb_cli_ca_open (&role.common, &status);
  if (ca == NULL)
    return status;
  if (role.whose != NULL && !tb_ca_change_roles (ca, role.whose, given, taken, &role.common.actor, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  people = tb_ca_list_people (ca, &error);
  if (people == NULL)
    return tb_cli_ca_fail (g_steal_pointer (&error));
  print_people (people, role.common.json);
  return TB_EXIT_YES;
}
