/* tb-live-look-dns: dns-01 (RFC 8555 section 8.4): asks the one name server for TXT records. c-ares writes the question and reads the answer; its sockets and
 * timers hang in the main context here. */
#include "tb-live-validator-private.h"

#include <ares.h>
#include <arpa/nameser.h>
#include <glib-unix.h>
#include <string.h>

#include "tb-live-place.h"

#define TRY_MS 1000
#define TRIES 16                /* the deadline comes first */

typedef struct
{
  GTask *task;                  /* borrowed, until it is over */
  ares_channel channel;
  gboolean has_channel;
  GHashTable *sources;          /* socket -> GSource */
  GSource *timer;
  GSource *stopper;
  gboolean is_answered;
  int status;
  GPtrArray *texts;
} Question;

static void
drop_source (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  if (question->has_channel)
    ares_destroy (question->channel);
  g_hash_table_unref (question->sources);
  g_clear_pointer (&question->timer, drop_source);
  g_clear_pointer (&question->stopper, drop_source);
  g_clear_pointer (&question->texts, g_ptr_array_unref);
  g_free (question);
}

/* --- the answer --- */

/* A record's strings, one after the other, are one value. */
static GPtrArray *
join_texts (const struct ares_txt_ext *list)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GByteArray) text = g_byte_array_new ();

  for (const struct ares_txt_ext *at = list; at != NULL; at = at->next)
    {
      g_byte_array_append (text, at->txt, (guint) at->length);
      if (at->next == NULL || at->next->record_start)
        {
          g_ptr_array_add (texts, g_bytes_new (text->data, text->len));
          g_byte_array_set_size (text, 0);
        }
    }
  return texts;
}

static void
on_answer (void *data, int status, int n_timeouts, unsigned char *answer, int n_answer)
{
  Question *question = data;
  struct ares_txt_ext *list = NULL;

  question->is_answered = TRUE;
  question->status = status == ARES_SUCCESS ? ares_parse_txt_reply_ext (answer, n_answer, &list) : status;
  if (question->status == ARES_SUCCESS)
    question->texts = join_texts (list);
  if (list != NULL)
    ares_free_data (list);
}

/* Not from within c-ares: the question goes with the task. Returns whether it is over. */
static gboolean
end_when_answered (Question *question)
{
  GTask *task = question->task;

  if (!question->is_answered || task == NULL)
    return question->is_answered;
  question->task = NULL;
  if (question->status == ARES_SUCCESS)
    tb_live_look_found (task, g_steal_pointer (&question->texts));
  else
    tb_live_look_fail (task, TB_ACME_PROBLEM_DNS, "no TXT record at %s: %s", tb_live_look_get (task)->where, ares_strerror (question->status));
  return TRUE;
}

/* --- sockets and timers --- */

static void set_timer (Question *question);

static void
process (Question *question, ares_socket_t readable, ares_socket_t writable)
{
  ares_process_fd (question->channel, readable, writable);
  if (!end_when_answered (question))
    set_timer (question);
}

static gboolean
on_socket (int fd, GIOCondition condition, gpointer data)
{
  process (data, (condition & ~G_IO_OUT) != 0 ? fd : ARES_SOCKET_BAD, (condition & G_IO_OUT) != 0 ? fd : ARES_SOCKET_BAD);
  return G_SOURCE_CONTINUE;
}

static void
on_socket_state (void *data, ares_socket_t fd, int wants_read, int wants_write)
{
  Question *question = data;
  GSource *source;

  g_hash_table_remove (question->sources, GINT_TO_POINTER (fd));
  if (!wants_read && !wants_write)
    return;
  source = g_unix_fd_source_new (fd, (wants_read ? G_IO_IN : 0) | (wants_write ? G_IO_OUT : 0));
  g_source_set_callback (source, G_SOURCE_FUNC (on_socket), question, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_hash_table_insert (question->sources, GINT_TO_POINTER (fd), source);
}

static gboolean
on_timer (gpointer data)
{
  process (data, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  return G_SOURCE_REMOVE;
}

static void
set_timer (Question *question)
{
  struct timeval most = { .tv_sec = TRY_MS / 1000 }, left;
  const struct timeval *wait = ares_timeout (question->channel, &most, &left);

  g_clear_pointer (&question->timer, drop_source);
  question->timer = g_timeout_source_new ((guint) (wait->tv_sec * 1000 + wait->tv_usec / 1000) + 1);
  g_source_set_callback (question->timer, on_timer, question, NULL);
  g_source_attach (question->timer, g_main_context_get_thread_default ());
}

static gboolean
on_stopped (GCancellable *cancellable, gpointer data)
{
  Question *question = data;

  ares_cancel (question->channel);
  end_when_answered (question);
  return G_SOURCE_REMOVE;
}

/* --- the question --- */

static gboolean
open_channel (Question *question, GSocketAddress *place)
{
  g_autofree char *server = tb_live_place_to_text (place);
  struct ares_options options = { .timeout = TRY_MS, .tries = TRIES, .sock_state_cb = on_socket_state, .sock_state_cb_data = question, .lookups = (char *) "b" };
  int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB | ARES_OPT_LOOKUPS | ARES_OPT_DOMAINS | ARES_OPT_SERVERS;

  question->has_channel = ares_init_options (&question->channel, &options, mask) == ARES_SUCCESS;
  return question->has_channel && ares_set_servers_ports_csv (question->channel, server) == ARES_SUCCESS;
}

static void
watch_for_stop (Question *question, GCancellable *cancellable)
{
  question->stopper = g_cancellable_source_new (cancellable);
  g_source_set_callback (question->stopper, G_SOURCE_FUNC (on_stopped), question, NULL);
  g_source_attach (question->stopper, g_main_context_get_thread_default ());
}

void
tb_live_look_dns (GTask *task)
{
  TbLiveLook *look = tb_live_look_get (task);
  Question *question = g_new0 (Question, 1);

  question->task = task;
  question->sources = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) drop_source);
  look->state = question;
  look->free_state = question_free;
  if (!open_channel (question, look->place))
    {
      tb_live_look_fail (task, TB_ACME_PROBLEM_SERVER_INTERNAL, "c-ares cannot be set up");
      return;
    }
  watch_for_stop (question, look->cancellable);
  ares_query (question->channel, look->where, ns_c_in, ns_t_txt, on_answer, question);
  if (!end_when_answered (question))
    set_timer (question);
}
