/* tb-live-acme: see the header. So many looks at a time; the others wait in the server. */
#include "tb-live-acme.h"

#define MAX_LOOKS 64
#define POLL_US G_USEC_PER_SEC  /* looks on this machine are over before a client asks again */
#define MAX_ORDERS 4096
#define MAX_ACCOUNTS 8192

struct _TbLiveAcme
{
  TbAcmeServer *server;         /* borrowed; NULL when nobody wants to know any more */
  TbLiveLookTerms terms;        /* places owned */
  GCancellable *cancellable;
  guint n_looks;
};

/* One that was taken from the server. */
typedef struct
{
  TbLiveAcme *acme;             /* a reference */
  char *id;
} Errand;

static void
acme_clear (gpointer data)
{
  TbLiveAcme *acme = data;

  for (guint i = 0; i < TB_ACME_N_CHALLENGES; i++)
    g_clear_object (&acme->terms.places[i]);
  g_object_unref (acme->cancellable);
}

/**
 * tb_live_acme_new:
 * @server: a server; has to stay until this is freed
 * @terms: where to look; what has no place is not offered as a challenge from now on
 *
 * Returns: (transfer full): what looks for it
 */
TbLiveAcme *
tb_live_acme_new (TbAcmeServer *server, const TbLiveLookTerms *terms)
{
  TbLiveAcme *acme = g_rc_box_new0 (TbLiveAcme);
  guint challenges = 0;

  acme->server = server;
  acme->terms.timeout_us = terms->timeout_us;
  acme->cancellable = g_cancellable_new ();
  for (guint i = 0; i < TB_ACME_N_CHALLENGES; i++)
    {
      g_set_object (&acme->terms.places[i], terms->places[i]);
      challenges |= terms->places[i] != NULL ? 1u << i : 0;
    }
  tb_acme_server_set_challenges (server, challenges);
  tb_acme_server_set_poll (server, POLL_US);
  tb_acme_server_set_max_orders (server, MAX_ORDERS);
  tb_acme_server_set_max_accounts (server, MAX_ACCOUNTS);
  return acme;
}

/**
 * tb_live_acme_free:
 * @acme: (transfer full): what looks
 *
 * Gives up what is still looked for.
 */
void
tb_live_acme_free (TbLiveAcme *acme)
{
  acme->server = NULL;
  g_cancellable_cancel (acme->cancellable);
  g_rc_box_release_full (acme, acme_clear);
}

static void
report (TbAcmeServer *server, const char *id, GPtrArray *contents, const GError *error)
{
  gint64 now_us = g_get_real_time ();

  if (contents != NULL)
    tb_acme_server_report_found (server, id, contents, now_us);
  else
    tb_acme_server_report_problem (server, id, (TbAcmeProblem) error->code, error->message, now_us);
}

static void
on_looked (GObject *nobody, GAsyncResult *result, gpointer user_data)
{
  Errand *errand = user_data;
  TbLiveAcme *acme = errand->acme;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) contents = tb_live_look_finish (result, &error);

  acme->n_looks--;
  if (acme->server != NULL)
    {
      report (acme->server, errand->id, contents, error);
      tb_live_acme_run (acme);
    }
  g_rc_box_release_full (acme, acme_clear);
  g_free (errand->id);
  g_free (errand);
}

/**
 * tb_live_acme_run:
 * @acme: what looks
 *
 * Begins to look for what the server wants to know; to be called after each request it has handled. What is found is reported to it, from the main context of
 * this thread.
 */
void
tb_live_acme_run (TbLiveAcme *acme)
{
  TbAcmeValidation *taken;

  while (acme->n_looks < MAX_LOOKS && (taken = tb_acme_server_take_validation (acme->server)) != NULL)
    {
      g_autoptr (TbAcmeValidation) validation = taken;
      Errand *errand = g_new0 (Errand, 1);

      errand->acme = g_rc_box_acquire (acme);
      errand->id = g_strdup (validation->id);
      acme->n_looks++;
      tb_live_look_async (&acme->terms, validation, acme->cancellable, on_looked, errand);
    }
}
