/* tb-live-words: see the header. */
#include "tb-live-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-units.h"

#define LONGEST_PATH 120

static const struct
{
  const char *code;
  const char *name;
} protocols[] = {
  { "est", "EST" }, { "acme", "ACME" }, { "scep", "SCEP" }, { "ocsp", "OCSP" }, { "crl", "CRL" }, { "broker", "MQTT" },
};

/**
 * tb_live_words_get_protocol:
 * @protocol: its code, such as `est`
 *
 * Returns: (transfer none): its name, "–" for none
 */
const char *
tb_live_words_get_protocol (const char *protocol)
{
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (strcmp (protocols[i].code, protocol) == 0)
      return protocols[i].name;
  return "–";
}

/**
 * tb_live_words_dup_time:
 * @since_us: how long the authority has been on
 *
 * Returns: (transfer full): hours where there are any, minutes, seconds and tenths
 */
char *
tb_live_words_dup_time (gint64 since_us)
{
  int tenths = (int) (since_us % TB_US_PER_MINUTE / (TB_US_PER_SECOND / 10)), minutes = (int) (since_us / TB_US_PER_MINUTE);

  if (minutes < 60)
    return g_strdup_printf ("%d:%02d.%d", minutes, tenths / 10, tenths % 10);
  return g_strdup_printf ("%d:%02d:%02d.%d", minutes / 60, minutes % 60, tenths / 10, tenths % 10);
}

/* --- what was asked --- */

/* By protocol and by a part of the path, or by method; the first that fits counts. %s is what the rest of the path is, for a broker. */
static const struct
{
  const char *protocol;
  const char *part;
  const char *words;
} requests[] = {
  { "est", "/cacerts", N_("Fetches the authority's certificates") },
  { "est", "/csrattrs", N_("Asks what a request has to contain") },
  { "est", "/simpleenroll", N_("Asks for a certificate") },
  { "est", "/simplereenroll", N_("Renews its certificate") },
  { "est", "/serverkeygen", N_("Asks for a certificate and a key made for it") },
  { "est", "/fullcmc", N_("Asks by full CMC") },
  { "acme", "/directory", N_("Fetches the directory") },
  { "acme", "/new-nonce", N_("Fetches a nonce") },
  { "acme", "/new-account", N_("Makes an account") },
  { "acme", "/new-order", N_("Orders a certificate") },
  { "acme", "/authorization", N_("Asks what has to be proven") },
  { "acme", "/challenge", N_("Says that its proof can be looked at") },
  { "acme", "/finalize", N_("Hands in its request") },
  { "acme", "/certificate", N_("Fetches its certificate") },
  { "acme", "/order", N_("Asks how its order stands") },
  { "acme", "/renewal-info", N_("Asks when to renew") },
  { "acme", "/revoke-cert", N_("Revokes a certificate") },
  { "acme", "/key-change", N_("Changes its account's key") },
  { "acme", "/account", N_("Looks at its account") },
  { "scep", "GetCACaps", N_("Asks what the authority can do") },
  { "scep", "GetCACert", N_("Fetches the authority's certificates") },
  { "scep", "PKIOperation", N_("Sends a sealed request") },
  { "scep", "", N_("Says something by SCEP") },
  { "ocsp", "", N_("Asks whether a certificate is revoked") },
  { "crl", "", N_("Fetches the revocation list") },
  { "broker", "CONNECT", N_("Connects as %s") },
  { "broker", "PUBLISH", N_("Publishes to %s") },
  { "broker", "SUBSCRIBE", N_("Subscribes to %s") },
  { "broker", "LEAVE", N_("Leaves") },
  { "broker", "TLS", N_("Tries to connect") },
};

static char *
cut (const char *text)
{
  return g_utf8_strlen (text, -1) <= LONGEST_PATH ? g_strdup (text) : g_utf8_substring (text, 0, LONGEST_PATH);
}

/**
 * tb_live_words_dup_request:
 * @said: a request
 *
 * Returns: (transfer full): what the client wanted
 */
char *
tb_live_words_dup_request (const TbLiveSaid *said)
{
  gboolean is_broker = strcmp (said->protocol, "broker") == 0;
  g_autofree char *path = cut (said->path);

  if (is_broker && *path == '\0' && strcmp (said->method, "CONNECT") == 0)
    return g_strdup (_("Connects without a name"));
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      const char *words = _(requests[i].words), *gap = strstr (words, "%s");

      if (strcmp (requests[i].protocol, said->protocol) != 0 || strstr (is_broker ? said->method : said->path, requests[i].part) == NULL)
        continue;
      return gap != NULL ? g_strdup_printf ("%.*s%s%s", (int) (gap - words), words, path, gap + 2) : g_strdup (words);
    }
  return g_strdup (_("Asks for something that is not served"));
}

/**
 * tb_live_words_dup_detail:
 * @said: a request
 *
 * Returns: (transfer full): the request as it came, for those who know the protocol
 */
char *
tb_live_words_dup_detail (const TbLiveSaid *said)
{
  g_autofree char *path = cut (said->path);
  g_autofree char *took = said->took_us > 0 ? tb_units_format_duration (said->took_us) : NULL;

  if (took == NULL)
    return g_strdup_printf ("%s %s", said->method, path);
  /* Translators: a request such as “GET /crl”, and how long the answer took */
  return g_strdup_printf (_("%s %s, answered in %s"), said->method, path, took);
}

/* --- what was answered --- */

static const struct
{
  guint status;
  const char *words;
} refusals[] = {
  { 0, N_("No answer: the client was gone") },
  { 400, N_("Refused: it cannot be understood") },
  { 401, N_("Refused: who asks has not proven who it is") },
  { 403, N_("Refused: it may not have that") },
  { 404, N_("Refused: there is nothing at this address") },
  { 405, N_("Refused: not with this method") },
  { 408, N_("Let go: the request took too long") },
  { 413, N_("Refused: the request is too long") },
  { 415, N_("Refused: the content is of another type") },
  { 429, N_("Refused: too many requests") },
  { 431, N_("Refused: the head is too long") },
  { 500, N_("Failed: the authority could not do it") },
};

static const char *
get_refusal (guint status)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (refusals[i].status == status)
      return _(refusals[i].words);
  return _("Refused");
}

static char *
make_refusal (const TbLiveSaid *said)
{
  if (strcmp (said->protocol, "broker") == 0 && strcmp (said->method, "TLS") == 0)
    /* Translators: %s is what TLS complains about, in English */
    return g_strdup_printf (_("Refused by TLS: %s"), said->path);
  if (strcmp (said->protocol, "broker") == 0)
    return g_strdup (strcmp (said->method, "LEAVE") == 0 ? _("Sent away: its certificate is not good any more") : _("Refused: its certificate is not good"));
  if (said->said == NULL || *said->said == '\0')
    return g_strdup (get_refusal (said->status));
  if (said->status < 400)
    /* Translators: %s is why, in the words of the authority, in English */
    return g_strdup_printf (_("Refused: %s"), said->said);
  return g_strdup_printf ("%s (%s)", get_refusal (said->status), said->said);
}

static const char *
get_broker_answer (const char *method, TbLiveVerdict *verdict)
{
  *verdict = strcmp (method, "CONNECT") == 0 ? TB_LIVE_VERDICT_GOOD : TB_LIVE_VERDICT_NEUTRAL;
  return strcmp (method, "CONNECT") == 0 ? _("Let in: its certificate is good") : strcmp (method, "LEAVE") == 0 ? _("Gone") : _("Done");
}

/**
 * tb_live_words_dup_answer:
 * @said: a request
 * @verdict: (out): what it comes to
 *
 * Returns: (transfer full): what the client got, or why it got nothing
 */
char *
tb_live_words_dup_answer (const TbLiveSaid *said, TbLiveVerdict *verdict)
{
  *verdict = said->status == 0 || said->status >= 400 || said->said != NULL ? TB_LIVE_VERDICT_BAD : *said->serial != '\0' ? TB_LIVE_VERDICT_GOOD : TB_LIVE_VERDICT_NEUTRAL;
  if (*verdict == TB_LIVE_VERDICT_BAD)
    return make_refusal (said);
  if (*verdict == TB_LIVE_VERDICT_GOOD)
    /* Translators: %.8s… is the beginning of a serial number */
    return g_strdup_printf (_("Certificate issued, number %.8s…"), said->serial);
  if (strcmp (said->protocol, "broker") == 0)
    return g_strdup (get_broker_answer (said->method, verdict));
  return g_strdup (said->status == 202 ? _("Not yet: it is to come again") : _("Answered"));
}
