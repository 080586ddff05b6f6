/* tb-cli-handshake-options: what can be asked of `trustbed-cli handshake`. Everything that makes a handshake what it is goes through the words of
 * tb-trial-line, as in the command `handshake` of a run; the rest is counting and showing. */
#include <string.h>

#include "tb-cli-handshake.h"
#include "tb-cli-leak.h"
#include "tb-pool.h"

#define MAX_COUNT 10000000

/* Options that are terms of a trial: the long name is the word, but for second names. */
static const struct
{
  const char *name;
  const char *word;
  const char *description;
  const char *argument;         /* NULL for a flag */
} trial_options[] = {
  { "tls", "tls", "Version of TLS", "VERSION" },
  { "kex", "kex", "Group of the key agreement", "GROUP" },
  { "key", "key", "Keys of all certificates", "ALG" },
  { "mutual", "mutual", "The broker demands a certificate of the lock", NULL },
  { "retry", "retry", "The first key share of the lock is of no use to the broker, which asks again (TLS 1.3)", NULL },
  { "key-update", "key-update", "Both go on to their next keys afterwards (TLS 1.3)", NULL },
  { "data", "data", "A telegram each way follows", NULL },
  { "close", "close", "Both say goodbye at the end", NULL },
  { "resume", "resume", "Make one full handshake first and resume its session each time", NULL },
  { "resumed", "resume", "The same as --resume", NULL },
  { "retried", "retry", "The same as --retry", NULL },
  { "fail", "fail", "Make them fail for this reason, such as expired", "CODE" },
  { "refuse", "fail", "The same as --fail", "CODE" },
  { "at", "at", "On whose side they fail: client or server; client if left out and it can be there", "SIDE" },
  { "attack", "attack", "Put somebody on the path, such as rogue-authority", "CODE" },
  { "pin", "pin", "The lock pins the key of its authority and takes no other's word", NULL },
  { "scsv", "scsv", "With --attack fallback: the lock says that it falls back (TLS_FALLBACK_SCSV)", NULL },
  { "careless", "careless", "The lock looks at no certificate at all", NULL },
  { "constrain", "constrain", "Name constraints keep the attacker's authority within its own names", NULL },
  { "staple", "staple", "The OCSP response the broker staples: good, revoked, stale or none; none if left out", "KIND" },
  { "must-staple", "must-staple", "The broker's certificate says that it must staple (RFC 7633)", NULL },
  { "staple-policy", "staple-policy", "What the lock does: none, check or require; check if left out and one of the two above is there, else none", "POLICY" },
};

#define N_TRIAL_OPTIONS G_N_ELEMENTS (trial_options)

G_STATIC_ASSERT (N_TRIAL_OPTIONS <= G_N_ELEMENTS (((TbHandshakeOptions *) NULL)->texts));

/**
 * tb_handshake_options_clear:
 * @options: options
 *
 * Frees what they hold.
 */
void
tb_handshake_options_clear (TbHandshakeOptions *options)
{
  for (guint i = 0; i < G_N_ELEMENTS (options->texts); i++)
    g_clear_pointer (&options->texts[i], g_free);
  g_clear_pointer (&options->loss, g_free);
  g_clear_pointer (&options->leak, g_free);
  g_clear_pointer (&options->pcap, g_free);
}

static void
add_trial_entries (GOptionGroup *group, TbHandshakeOptions *options)
{
  GOptionEntry entries[N_TRIAL_OPTIONS + 1] = { { NULL } };

  for (guint i = 0; i < N_TRIAL_OPTIONS; i++)
    {
      gboolean is_text = trial_options[i].argument != NULL;

      entries[i] = (GOptionEntry) {
        trial_options[i].name, 0, 0, is_text ? G_OPTION_ARG_STRING : G_OPTION_ARG_NONE,
        is_text ? (gpointer) &options->texts[i] : (gpointer) &options->flags[i], trial_options[i].description, trial_options[i].argument,
      };
    }
  g_option_group_add_entries (group, entries);
}

static void
add_entries (GOptionGroup *group, TbHandshakeOptions *options)
{
  const GOptionEntry entries[] = {
    { "loss", 0, 0, G_OPTION_ARG_STRING, &options->loss, "With --tls dtls-1.2: how many of all datagrams get lost, such as 20%", "SHARE" },
    { "leak", 0, 0, G_OPTION_ARG_STRING, &options->leak, "Show what is read of the recorded first when later this leaks: server-key, client-key, ticket-key or nothing", "KEY" },
    { "explain", 0, 0, G_OPTION_ARG_NONE, &options->explain, "Show every check that was made, with what was expected and what was found, and what everybody on the path has learnt", NULL },
    { "fields", 0, 0, G_OPTION_ARG_NONE, &options->fields, "Show every field of the first, message by message; with --json the records as well", NULL },
    { "list", 0, 0, G_OPTION_ARG_NONE, &options->list, "List what can be asked for", NULL },
    { "count", 0, 0, G_OPTION_ARG_INT, &options->count, "How many handshakes; 1 if left out", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "What all randomness is drawn from; 1 if left out", "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &options->threads, "Threads, 1 to 64; all processors if left out", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print one JSON document", NULL },
    { "pcap", 0, 0, G_OPTION_ARG_FILENAME, &options->pcap, "Write all handshakes with the secrets to read them", "FILE.pcapng" },
    { NULL },
  };

  g_option_group_add_entries (group, entries);
}

static char *
describe (void)
{
  static const struct { TbTrialKind kind; const char *what; } lists[] = {
    { TB_TRIAL_VERSION, "Versions" }, { TB_TRIAL_EXCHANGE, "Groups" }, { TB_TRIAL_KEY, "Keys" }, { TB_TRIAL_FAILURE, "Failures" }, { TB_TRIAL_ATTACK, "Attacks" },
  };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      guint n;
      const TbTrialChoice *choices = tb_trial_get_choices (lists[i].kind, &n);

      for (guint j = 0; j < n; j++)
        g_string_append_printf (text, "%s%s%s", j == 0 ? lists[i].what : ",", j == 0 ? ": " : " ", choices[j].code);
      g_string_append (text, ".\n");
    }
  g_string_append_printf (text, "\nWith --compare it prints what handshakes cost devices instead: see handshake --compare --help.\nBytes, verdicts and speed are measured. The times of flights (time_us) are modelled: %d us from side to side, computing takes "
                          "none. Those of DTLS are OpenSSL's own timers, on a link of 20 ms.\n--listen PORT and --connect PORT make them with another program: see handshake --listen 0 --help.\nExit status: 0 all accepted, 1 not all, 2 bad usage. Who is intercepted has accepted.\n", TB_CLI_LOOPBACK_US);
  return g_string_free (text, FALSE);
}

static gboolean
set_terms (TbHandshakeOptions *options, GError **error)
{
  const char *names[N_TRIAL_OPTIONS + 1], *values[N_TRIAL_OPTIONS + 1];
  guint n = 0;
  g_autoptr (GError) problem = NULL;

  for (guint i = 0; i < N_TRIAL_OPTIONS; i++)
    if (options->texts[i] != NULL || options->flags[i])
      {
        names[n] = trial_options[i].word;
        values[n++] = options->flags[i] ? "yes" : options->texts[i];
      }
  names[n] = values[n] = NULL;
  if (tb_trial_terms_set_all (&options->terms, names, values, &problem))
    return TRUE;
  g_set_error (error, problem->domain, problem->code, "handshake: %s", problem->message);
  return FALSE;
}

/* `20%`, `0.5 %` or `20`: at most four digits after the point, so that it is a whole number of millionths. */
static gboolean
read_share (const char *text, guint32 *ppm)
{
  g_autoptr (GRegex) form = g_regex_new ("^(\\d{1,3})(?:\\.(\\d{1,4}))? ?%?$", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *whole = NULL, *part = NULL, *padded = NULL;

  if (!g_regex_match (form, text, 0, &match))
    return FALSE;
  whole = g_match_info_fetch (match, 1);
  part = g_match_info_fetch (match, 2);
  padded = g_strdup_printf ("%s%.*s", part != NULL ? part : "", 4 - (int) (part != NULL ? strlen (part) : 0), "0000");
  *ppm = (guint32) (g_ascii_strtoull (whole, NULL, 10) * 10000 + g_ascii_strtoull (padded, NULL, 10));
  return *ppm <= 1000000;
}

static gboolean
set_loss (TbHandshakeOptions *options, GError **error)
{
  g_autofree char *fault = NULL;

  if (options->loss == NULL)
    return TRUE;
  if (!read_share (options->loss, &options->terms.loss_ppm))
    fault = g_strdup_printf ("--loss must be 0%% to 100%%, got \"%.40s\"", options->loss);
  else
    fault = tb_trial_find_fault (&options->terms);
  if (fault != NULL)
    g_set_error (error, TB_TRIAL_ERROR, TB_TRIAL_ERROR_TERMS, "handshake: %s", fault);
  return fault == NULL;
}

/**
 * tb_handshake_options_parse:
 * @options: (inout): with what holds if nothing is said
 * @argc: how many words
 * @argv: the words; what is left is no option
 * @error: return location
 *
 * Returns: %FALSE when they cannot be understood
 */
gboolean
tb_handshake_options_parse (TbHandshakeOptions *options, int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionGroup *group = g_option_group_new ("handshake", "Options", "Options", options, NULL);
  g_autofree char *description = describe ();

  g_option_context_set_summary (context, "Makes TLS handshakes between a lock and a broker, good, failing or intercepted, shows the first and counts them.");
  g_option_context_set_description (context, description);
  add_trial_entries (group, options);
  add_entries (group, options);
  g_option_context_set_main_group (context, group);
  return g_option_context_parse (context, argc, argv, error) && set_terms (options, error) && set_loss (options, error);
}

/**
 * tb_handshake_options_find_fault:
 * @options: options
 *
 * Returns: (transfer full) (nullable): what is wrong with them, in one sentence; %NULL when nothing is
 */
char *
tb_handshake_options_find_fault (const TbHandshakeOptions *options)
{
  TbLeak leak;

  if (options->leak != NULL && !tb_cli_leak_from_code (options->leak, &leak))
    {
      g_autofree char *list = tb_cli_leak_list ();

      return g_strdup_printf ("--leak must be %s, got \"%.40s\"", list, options->leak);
    }
  if (options->leak != NULL && leak == TB_LEAK_TICKET_KEY && !options->terms.resumed)
    return g_strdup ("--leak ticket-key needs --resume: without it the broker gives no tickets");
  if (options->count < 1 || options->count > MAX_COUNT)
    return g_strdup_printf ("--count must be 1 to %d, got %d", MAX_COUNT, options->count);
  if (options->threads < 1 || options->threads > TB_POOL_MAX_THREADS)
    return g_strdup_printf ("--threads must be 1 to %d, got %d", TB_POOL_MAX_THREADS, options->threads);
  return NULL;
}
