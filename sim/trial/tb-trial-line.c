/* tb-trial-line: terms of a trial as text, `tls=1.2 fail=expired at=server`: how the command line, the command `handshake` of a run and whoever reads a
 * journal say them. One table of words; texts in terms are static, so that terms can be kept and copied. */
#include <string.h>

#include <gio/gio.h>

#include "tb-trial-tables.h"

G_DEFINE_QUARK (tb-trial-error-quark, tb_trial_error)

typedef enum { WORD_CHOICE, WORD_FLAG, WORD_SIDE, WORD_STAPLE, WORD_POLICY } WordForm;

/* Where a word's value goes; @kind is for choices. */
typedef struct
{
  const char *name;
  WordForm form;
  TbTrialKind kind;
  gsize offset;
} Word;

#define AT(member) G_STRUCT_OFFSET (TbTrialTerms, member)

static const Word words[] = {
  { "tls", WORD_CHOICE, TB_TRIAL_VERSION, AT (version) },
  { "kex", WORD_CHOICE, TB_TRIAL_EXCHANGE, AT (exchange) },
  { "key", WORD_CHOICE, TB_TRIAL_KEY, AT (key) },
  { "fail", WORD_CHOICE, TB_TRIAL_FAILURE, AT (failure) },
  { "at", WORD_SIDE, 0, AT (at) },
  { "attack", WORD_CHOICE, TB_TRIAL_ATTACK, AT (attack) },
  { "pin", WORD_FLAG, 0, AT (pinned) },
  { "scsv", WORD_FLAG, 0, AT (scsv) },
  { "careless", WORD_FLAG, 0, AT (careless) },
  { "constrain", WORD_FLAG, 0, AT (constrained) },
  { "mutual", WORD_FLAG, 0, AT (mutual) },
  { "resume", WORD_FLAG, 0, AT (resumed) },
  { "retry", WORD_FLAG, 0, AT (retried) },
  { "key-update", WORD_FLAG, 0, AT (key_update) },
  { "close", WORD_FLAG, 0, AT (close) },
  { "data", WORD_FLAG, 0, AT (data) },
  { "staple", WORD_STAPLE, 0, AT (staple) },
  { "must-staple", WORD_FLAG, 0, AT (must_staple) },
  { "staple-policy", WORD_POLICY, 0, AT (staple_policy) },
};

/* Other words for what the tables have, once hyphens are gone. */
static const struct { TbTrialKind kind; const char *alias, *code; } aliases[] = {
  { TB_TRIAL_EXCHANGE, "secp256r1", "p256" },
  { TB_TRIAL_EXCHANGE, "prime256v1", "p256" },
  { TB_TRIAL_EXCHANGE, "secp384r1", "p384" },
  { TB_TRIAL_EXCHANGE, "curve25519", "x25519" },
  { TB_TRIAL_EXCHANGE, "mlkem", "x25519mlkem768" },
  { TB_TRIAL_KEY, "secp256r1", "p256" },
  { TB_TRIAL_KEY, "secp384r1", "p384" },
  { TB_TRIAL_KEY, "secp521r1", "p521" },
  { TB_TRIAL_VERSION, "dtls", "dtls-1.2" },
  { TB_TRIAL_VERSION, "tls1.3", "1.3" },
  { TB_TRIAL_VERSION, "tls1.2", "1.2" },
  { TB_TRIAL_FAILURE, "unknownauthority", "unknown-root" },
  { TB_TRIAL_FAILURE, "wrongpurpose", "wrong-eku" },
};

static char *
normalize (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (*text != '-')
      g_string_append_c (plain, g_ascii_tolower (*text));
  return g_string_free (plain, FALSE);
}

static const char *
find_alias (TbTrialKind kind, const char *plain)
{
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (aliases[i].kind == kind && strcmp (aliases[i].alias, plain) == 0)
      return aliases[i].code;
  return NULL;
}

/* As people write it: case and hyphens do not matter. Returns: (nullable): the code of a choice, static */
static const char *
find_code (TbTrialKind kind, const char *text)
{
  g_autofree char *plain = normalize (text);
  const char *alias = find_alias (kind, plain);
  guint n;
  const TbTrialChoice *choices = tb_trial_get_choices (kind, &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *code = normalize (choices[i].code);

      if (strcmp (code, plain) == 0 || g_strcmp0 (choices[i].code, alias) == 0)
        return choices[i].code;
    }
  return NULL;
}

static gboolean
complain (GError **error, const char *name, const char *value, TbTrialKind kind)
{
  g_autoptr (GString) list = g_string_new (NULL);
  guint n;
  const TbTrialChoice *choices = tb_trial_get_choices (kind, &n);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (list, "%s%s", i == 0 ? "" : i + 1 < n ? ", " : " or ", choices[i].code);
  g_set_error (error, TB_TRIAL_ERROR, TB_TRIAL_ERROR_TERMS, "%s must be %s, got \"%.40s\"", name, list->str, value);
  return FALSE;
}

static gboolean
set_choice (gpointer member, const Word *word, const char *value, GError **error)
{
  const char *code = find_code (word->kind, value);

  *(const char **) member = code;
  return code != NULL || complain (error, word->name, value, word->kind);
}

static gboolean
set_word (gpointer member, const char *name, const char *value, const char *no, const char *yes, GError **error)
{
  gboolean is_yes = strcmp (value, yes) == 0;

  *(int *) member = is_yes;
  if (is_yes || strcmp (value, no) == 0)
    return TRUE;
  g_set_error (error, TB_TRIAL_ERROR, TB_TRIAL_ERROR_TERMS, "%s must be %s or %s, got \"%.40s\"", name, no, yes, value);
  return FALSE;
}

G_STATIC_ASSERT (sizeof (TbSide) == sizeof (int) && TB_SIDE_CLIENT == 0 && TB_SIDE_SERVER == 1);

static gboolean
set (TbTrialTerms *terms, const Word *word, const char *value, GError **error)
{
  gpointer member = G_STRUCT_MEMBER_P (terms, word->offset);

  switch (word->form)
    {
    case WORD_CHOICE:
      return set_choice (member, word, value, error);
    case WORD_FLAG:
      return set_word (member, word->name, value, "no", "yes", error);
    case WORD_SIDE:
      return set_word (member, word->name, value, "client", "server", error);
    default:
      *(const char **) member = g_intern_string (value);
      return TRUE;
    }
}

/**
 * tb_trial_terms_set:
 * @terms: terms
 * @name: a word such as `fail`
 * @value: its value, such as `expired`; `yes` or `no` for what has no value
 * @error: return location
 *
 * Sets one of the terms. What does not go together is not found out here.
 *
 * Returns: %FALSE with %TB_TRIAL_ERROR_UNKNOWN when there is no such word, or %TB_TRIAL_ERROR_TERMS when it has no such value
 */
gboolean
tb_trial_terms_set (TbTrialTerms *terms, const char *name, const char *value, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].name, name) == 0)
      return set (terms, &words[i], value, error);
  g_set_error (error, TB_TRIAL_ERROR, TB_TRIAL_ERROR_UNKNOWN, "a handshake has no \"%.40s\"", name);
  return FALSE;
}

/**
 * tb_trial_terms_list_names:
 *
 * Returns: (transfer full): every word that terms know
 */
char **
tb_trial_terms_list_names (void)
{
  char **names = g_new0 (char *, G_N_ELEMENTS (words) + 1);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    names[i] = g_strdup (words[i].name);
  return names;
}

static void
add_values (GPtrArray *values, const Word *word)
{
  static const char *const fixed[][5] = {
    [WORD_FLAG] = { "yes", "no" }, [WORD_SIDE] = { "client", "server" }, [WORD_STAPLE] = { "good", "revoked", "stale", "none" },
    [WORD_POLICY] = { "none", "check", "require" },
  };
  guint n = 0;
  const TbTrialChoice *choices = word->form == WORD_CHOICE ? tb_trial_get_choices (word->kind, &n) : NULL;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (values, g_strdup (choices[i].code));
  for (guint i = 0; word->form != WORD_CHOICE && fixed[word->form][i] != NULL; i++)
    g_ptr_array_add (values, g_strdup (fixed[word->form][i]));
}

/**
 * tb_trial_terms_list_values:
 * @name: a word
 *
 * Returns: (transfer full): what it can be; empty when there is no such word
 */
char **
tb_trial_terms_list_values (const char *name)
{
  GPtrArray *values = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].name, name) == 0)
      add_values (values, &words[i]);
  g_ptr_array_add (values, NULL);
  return (char **) g_ptr_array_free (values, FALSE);
}

/* A failure that can be on one side only is not asked for on the other. */
static gboolean
check_side (const TbTrialTerms *terms, gboolean said, GError **error)
{
  if (!said || terms->failure == NULL || tb_trial_can_be_at (terms->failure, terms->at))
    return TRUE;
  g_set_error (error, TB_TRIAL_ERROR, TB_TRIAL_ERROR_TERMS, "%s can be on the %s's side only", terms->failure,
               terms->at == TB_SIDE_CLIENT ? "server" : "client");
  return FALSE;
}

/**
 * tb_trial_terms_set_all:
 * @terms: (out caller-allocates): the terms
 * @names: (array zero-terminated=1): words; what is no word of a trial (`device` and `to`) is passed over
 * @values: (array zero-terminated=1): their values
 * @error: return location
 *
 * Sets terms and finds out whether they go together.
 *
 * Returns: %FALSE with %TB_TRIAL_ERROR_TERMS, a sentence without a full stop
 */
gboolean
tb_trial_terms_set_all (TbTrialTerms *terms, const char *const *names, const char *const *values, GError **error)
{
  gboolean said_side = FALSE;
  g_autofree char *fault = NULL;

  *terms = (TbTrialTerms) { NULL };
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GError) problem = NULL;

      said_side |= strcmp (names[i], "at") == 0;
      if (!tb_trial_terms_set (terms, names[i], values[i], &problem) && problem->code != TB_TRIAL_ERROR_UNKNOWN)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
  fault = tb_trial_find_fault (terms);
  if (fault != NULL)
    g_set_error_literal (error, TB_TRIAL_ERROR, TB_TRIAL_ERROR_TERMS, fault);
  return fault == NULL && check_side (terms, said_side, error);
}

/**
 * tb_trial_terms_from_line:
 * @terms: (out caller-allocates): the terms; names and time are left for the caller
 * @line: a command, such as `handshake device=lock-01 fail=expired`
 * @error: return location
 *
 * Reads the terms of a trial from the command that asked for it, as a journal holds it.
 *
 * Returns: %FALSE with %TB_TRIAL_ERROR_TERMS
 */
gboolean
tb_trial_terms_from_line (TbTrialTerms *terms, const char *line, GError **error)
{
  g_auto (GStrv) said = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) values = g_ptr_array_new ();

  if (!g_shell_parse_argv (line, NULL, &said, NULL))
    {
      g_set_error (error, TB_TRIAL_ERROR, TB_TRIAL_ERROR_TERMS, "\"%.60s\" is no command", line);
      return FALSE;
    }
  for (guint i = 0; said[i] != NULL; i++)
    {
      char *equals = strchr (said[i], '=');

      if (equals == NULL)
        continue;
      g_ptr_array_add (names, g_strndup (said[i], (gsize) (equals - said[i])));
      g_ptr_array_add (values, equals + 1);
    }
  g_ptr_array_add (names, NULL);
  g_ptr_array_add (values, NULL);
  return tb_trial_terms_set_all (terms, (const char *const *) names->pdata, (const char *const *) values->pdata, error);
}
