/* tb-acme-answer: how an ACME server writes things down: addresses, times, problems, objects. */
#include "tb-acme-private.h"

#include <string.h>

void
tb_acme_fail (GError **error, TbAcmeProblem problem, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, TB_ACME_PROBLEM, (int) problem, text);
}

char *
tb_acme_url (TbAcmeServer *server, const char *route, const char *id)
{
  return id != NULL ? g_strconcat (server->base_url, "/", route, "/", id, NULL) : g_strconcat (server->base_url, "/", route, NULL);
}

TbHttpResponse *
tb_acme_respond (guint status, JsonObject *object)
{
  char *text = tb_jose_print (object);
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));

  return tb_http_response_new (status, "application/json", body);
}

char *
tb_acme_print_time (gint64 unix_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (unix_us / G_USEC_PER_SEC);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

void
tb_acme_put_time (JsonObject *object, const char *member, gint64 unix_us)
{
  g_autofree char *text = tb_acme_print_time (unix_us);

  json_object_set_string_member (object, member, text);
}

void
tb_acme_put_url (JsonObject *object, const char *member, TbAcmeServer *server, const char *route, const char *id)
{
  g_autofree char *url = tb_acme_url (server, route, id);

  json_object_set_string_member (object, member, url);
}

void
tb_acme_put_problem (JsonObject *object, const char *member, const GError *problem)
{
  JsonObject *document;

  if (problem == NULL)
    return;
  document = json_object_new ();
  json_object_set_string_member (document, "type", tb_acme_problem_to_type ((TbAcmeProblem) problem->code));
  json_object_set_string_member (document, "detail", problem->message);
  json_object_set_int_member (document, "status", tb_acme_problem_to_status ((TbAcmeProblem) problem->code));
  json_object_set_object_member (object, member, document);
}

/* Whole seconds; @unix_us is 0 when there is no such member. */
gboolean
tb_acme_read_time (JsonObject *object, const char *member, gint64 *unix_us, GError **error)
{
  const char *text = tb_jose_get_text (object, member);
  g_autoptr (GDateTime) time = text != NULL && strlen (text) <= 40 ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  *unix_us = time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC : 0;
  if (time != NULL ? *unix_us > 0 : !json_object_has_member (object, member))
    return TRUE;
  tb_acme_fail (error, TB_ACME_PROBLEM_MALFORMED, "\"%s\" is not a time (RFC 3339)", member);
  return FALSE;
}
