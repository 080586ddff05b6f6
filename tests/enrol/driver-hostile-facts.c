/* Answers that were cut short, changed, or meant for somebody else: a device never takes anything but the certificate it asked for.
 *
 * A conversation is recorded once; devices that draw the same say the same, so each of them can be told it again with one answer changed. */
#include "driver-fixture.h"

#include <string.h>

#define PROTOCOL GPOINTER_TO_UINT (data)
#define N_MUTATIONS 40

/* One answer instead of another. */
typedef struct
{
  guint at;
  guint status;
  const char *media_type;       /* NULL: none at all */
  GBytes *body;
} Instead;

static TbHttpResponse *
make_answer (const TbHttpResponse *recorded, guint number, const Instead *instead)
{
  gboolean is_changed = instead != NULL && number == instead->at;
  TbHttpResponse *answer = tb_http_response_new (is_changed ? instead->status : recorded->status, NULL, is_changed ? instead->body : recorded->body);

  for (guint i = 0; i < recorded->fields->len; i++)
    {
      const TbHttpField *field = g_ptr_array_index (recorded->fields, i);

      if (!is_changed || g_ascii_strcasecmp (field->name, "Content-Type") != 0)
        tb_http_fields_add (answer->fields, field->name, field->value);
    }
  if (is_changed && instead->media_type != NULL)
    tb_http_fields_set (answer->fields, "Content-Type", instead->media_type);
  return answer;
}

/* Tells what was recorded, until there is nothing left to tell. */
static TbEnrolStep
tell (DriverFixture *f, TbEnrolClient *client, const Instead *instead)
{
  g_autoptr (TbHttpResponse) last = NULL;
  gint64 now_us = DRIVER_NOW_US;
  guint n = 0;

  for (guint i = 0; i < 300; i++)
    {
      TbEnrolStep step = tb_enrol_client_next (client, last, now_us);

      g_clear_pointer (&last, tb_http_response_free);
      if (step == TB_ENROL_STEP_DONE || step == TB_ENROL_STEP_FAILED || (step == TB_ENROL_STEP_SEND && n == f->answers->len))
        return step;
      if (step == TB_ENROL_STEP_WAIT)
        now_us = tb_enrol_client_get_wait_until_us (client);
      if (step == TB_ENROL_STEP_SEND)
        {
          last = make_answer (f->answers->pdata[n], n, instead);
          n++;
        }
    }
  g_assert_not_reached ();
}

static TbEnrolStep
tell_anew (DriverFixture *f, const TbEnrolClientTerms *terms, const Instead *instead)
{
  g_autoptr (TbEnrolClient) client = driver_client (terms, "first");
  TbEnrolStep step = tell (f, client, instead);

  g_assert_true ((step == TB_ENROL_STEP_FAILED) == (tb_enrol_client_get_reason (client) != NULL));
  g_assert_true ((step == TB_ENROL_STEP_DONE) == (tb_enrol_client_get_identity (client) != NULL));
  if (step == TB_ENROL_STEP_DONE)
    pki_assert_same_bytes (tb_certificate_get_der (tb_identity_get_certificate (tb_enrol_client_get_identity (client))),
                           tb_certificate_get_der (f->issued->pdata[0]));
  return step;
}

static void
record (DriverFixture *f, TbEnrolProtocol protocol)
{
  TbEnrolClientTerms terms = driver_terms (f, protocol);

  tb_identity_unref (driver_enrol (f, protocol));
  g_assert_cmpuint (f->answers->len, >=, 2);
  g_assert_cmpint (tell_anew (f, &terms, NULL), ==, TB_ENROL_STEP_DONE);
}

static const char *
type_of (const TbHttpResponse *response)
{
  return tb_http_fields_get (response->fields, "Content-Type");
}

/* --- each answer --- */

static void
nothing_is_taken_from_half_an_answer (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, PROTOCOL);

  record (f, PROTOCOL);
  for (guint i = 0; i < f->answers->len; i++)
    {
      const TbHttpResponse *recorded = f->answers->pdata[i];
      gsize size = g_bytes_get_size (recorded->body);

      for (guint part = 0; part < 5 && size > 0; part++)
        {
          g_autoptr (GBytes) half = pki_truncate (recorded->body, size * part / 5);
          Instead instead = { i, recorded->status, type_of (recorded), half };
          TbEnrolStep step = tell_anew (f, &terms, &instead);

          /* What a SCEP server can do is a list that may be shorter. */
          if (tb_http_media_type_is (instead.media_type, "text/plain"))
            continue;
          g_assert_cmpint (step, ==, TB_ENROL_STEP_FAILED);
        }
    }
}

static void
changed_answers_give_nothing_else (DriverFixture *f, gconstpointer data)
{
  TbEnrolClientTerms terms = driver_terms (f, PROTOCOL);
  TbStream stream = pki_stream ("mutations");
  guint n_refused = 0;

  record (f, PROTOCOL);
  for (guint i = 0; i < N_MUTATIONS; i++)
    {
      guint at = i % f->answers->len;
      const TbHttpResponse *recorded = f->answers->pdata[at];
      g_autoptr (GBytes) changed = g_bytes_get_size (recorded->body) > 0 ? pki_mutate (recorded->body, &stream) : g_bytes_ref (recorded->body);
      Instead instead = { at, recorded->status, type_of (recorded), changed };

      n_refused += tell_anew (f, &terms, &instead) != TB_ENROL_STEP_DONE;
    }
  g_assert_cmpuint (n_refused, >, N_MUTATIONS / 4);
}

static void
another_status_is_no_answer (DriverFixture *f, gconstpointer data)
{
  static const guint statuses[] = { 100, 301, 400, 404, 500, 503, 599 };
  TbEnrolClientTerms terms = driver_terms (f, PROTOCOL);

  record (f, PROTOCOL);
  for (guint i = 0; i < f->answers->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (statuses); j++)
      {
        const TbHttpResponse *recorded = f->answers->pdata[i];
        Instead instead = { i, statuses[j], NULL, recorded->body };

        if (g_bytes_get_size (recorded->body) > 0)
          g_assert_cmpint (tell_anew (f, &terms, &instead), !=, TB_ENROL_STEP_DONE);
      }
}

/* --- what was meant for others --- */

/* The whole conversation of another device is told to this one. In SCEP it cannot even be opened. */
static void
assert_not_for (DriverFixture *f, TbEnrolProtocol protocol, const TbEnrolClientTerms *terms, const char *reason)
{
  g_autoptr (TbEnrolClient) client = driver_client (terms, "first");

  record (f, protocol);
  g_assert_cmpint (tell (f, client, NULL), ==, TB_ENROL_STEP_FAILED);
  g_assert_cmpstr (tb_enrol_client_get_reason (client), ==, reason);
}

static void
a_certificate_for_another_key_is_not_taken (DriverFixture *f, gconstpointer data)
{
  static const char *const reasons[] = { "bad-answer", "bad-answer", "certificate-for-another-key" };
  TbEnrolClientTerms terms = driver_terms (f, PROTOCOL);

  terms.key = PROTOCOL == TB_ENROL_SCEP ? tb_identity_get_key (f->ra) : f->next_key;
  assert_not_for (f, PROTOCOL, &terms, reasons[PROTOCOL]);
}

static void
a_certificate_for_another_name_is_not_taken (DriverFixture *f, gconstpointer data)
{
  static const char *const reasons[] = { "certificate-for-another-name", "bad-answer", "certificate-for-another-name" };
  TbEnrolClientTerms terms = driver_terms (f, PROTOCOL);

  terms.name = "lock-18.example";
  assert_not_for (f, PROTOCOL, &terms, reasons[PROTOCOL]);
}

#define FACT(name, function, protocol, code) \
  g_test_add ("/enrol-hostile/" name "/" code, DriverFixture, GUINT_TO_POINTER (protocol), driver_set_up, function, driver_tear_down)
#define EVERY(name, function) \
  FACT (name, function, TB_ENROL_EST, "est"); FACT (name, function, TB_ENROL_SCEP, "scep"); FACT (name, function, TB_ENROL_ACME, "acme")

void
driver_add_hostile_facts (void)
{
  EVERY ("nothing-is-taken-from-half-an-answer", nothing_is_taken_from_half_an_answer);
  EVERY ("changed-answers-give-nothing-else", changed_answers_give_nothing_else);
  EVERY ("another-status-is-no-answer", another_status_is_no_answer);
  EVERY ("a-certificate-for-another-key-is-not-taken", a_certificate_for_another_key_is_not_taken);
  EVERY ("a-certificate-for-another-name-is-not-taken", a_certificate_for_another_name_is_not_taken);
}
