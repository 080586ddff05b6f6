/* tb-challenge: a name is proven in the simulated network (RFC 8555 section 8.3): the authority asks the device that is called so, on port 80, in the clear. */
#include "tb-enrolment-private.h"

#include <string.h>

#define PATH "/.well-known/acme-challenge/"

void
tb_challenge_free (gpointer data)
{
  TbChallenge *challenge = data;

  tb_acme_validation_free (challenge->validation);
  g_clear_pointer (&challenge->answer, g_bytes_unref);
  g_free (challenge);
}

static void
report_nobody (TbWorld *world, TbAcmeServer *server, TbAcmeValidation *validation)
{
  g_autofree char *why = g_strdup_printf ("nobody is called %s", validation->name);

  tb_acme_server_report_problem (server, validation->id, TB_ACME_PROBLEM_DNS, why, tb_world_unix_us (world));
  tb_acme_validation_free (validation);
}

static GBytes *
make_question (const TbAcmeValidation *validation)
{
  g_autofree char *path = g_strconcat (PATH, validation->token, NULL);
  g_autoptr (TbHttpRequest) request = tb_http_request_new ("GET", path, NULL, NULL);

  return tb_http_request_write (request, validation->name);
}

/* Takes @validation. */
static void
ask (TbWorld *world, guint32 authority, guint32 device, TbAcmeValidation *validation)
{
  TbChallenge *challenge = g_new0 (TbChallenge, 1);
  g_autoptr (GBytes) question = make_question (validation);
  guint32 number = ++world->n_challenges;
  gint64 way_us = tb_world_send (world, authority, device, TB_SIDE_CLIENT, TB_NO_PAYLOAD, 0, question, NULL);

  challenge->authority = authority;
  challenge->validation = validation;
  g_hash_table_insert (world->challenges, GUINT_TO_POINTER (number), challenge);
  tb_world_push (world, way_us, TB_EVENT_CHALLENGE_ASKED, device, number);
}

/* Everything that the server has to find out. */
void
tb_challenge_send (TbWorld *world, guint32 authority, TbAcmeServer *server)
{
  TbAcmeValidation *validation;

  while (server != NULL && (validation = tb_acme_server_take_validation (server)) != NULL)
    {
      guint32 device = tb_fleet_find (world->fleet, validation->name);

      if (device == TB_NOBODY)
        report_nobody (world, server, validation);
      else
        ask (world, authority, device, validation);
    }
}

static TbHttpResponse *
find_proof (TbWorld *world, guint32 device, const TbAcmeValidation *validation)
{
  TbEnrolment *enrolment = world->actors[device].enrolment;
  g_autoptr (GBytes) text = NULL;

  if (enrolment == NULL || g_strcmp0 (enrolment->proof_token, validation->token) != 0)
    return tb_http_response_new_text (404, "There is no such file here.");
  text = g_bytes_new (enrolment->proof_text, strlen (enrolment->proof_text));
  return tb_http_response_new (200, "application/octet-stream", text);
}

void
tb_challenge_asked (TbWorld *world, const TbEvent *event)
{
  TbChallenge *challenge = g_hash_table_lookup (world->challenges, GUINT_TO_POINTER ((guint) event->value));
  g_autoptr (TbHttpResponse) response = find_proof (world, event->subject, challenge->validation);

  challenge->answer = tb_http_response_write (response, "GET");
  tb_world_push (world, tb_world_send (world, event->subject, challenge->authority, TB_SIDE_SERVER, TB_NO_PAYLOAD, 0, challenge->answer, NULL),
                 TB_EVENT_CHALLENGE_ANSWERED, event->subject, event->value);
}

/* What the authority makes of it the device finds out when it asks again. */
void
tb_challenge_answered (TbWorld *world, const TbEvent *event)
{
  TbChallenge *challenge = g_hash_table_lookup (world->challenges, GUINT_TO_POINTER ((guint) event->value));
  TbAcmeServer *server = tb_enrol_server_get_acme (tb_service_get (world, challenge->authority)->desk);
  g_autoptr (TbHttpResponse) response = tb_http_response_read (challenge->answer, TB_EST_MAX_BODY_BYTES, "GET", NULL);
  g_autoptr (GPtrArray) contents = g_ptr_array_new ();

  if (response != NULL && response->status == 200)
    {
      g_ptr_array_add (contents, response->body);
      tb_acme_server_report_found (server, challenge->validation->id, contents, tb_world_unix_us (world));
    }
  else
    tb_acme_server_report_problem (server, challenge->validation->id, TB_ACME_PROBLEM_UNAUTHORIZED, "the device does not know the proof", tb_world_unix_us (world));
  g_hash_table_remove (world->challenges, GUINT_TO_POINTER ((guint) event->value));
}
