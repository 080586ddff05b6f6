/* tb-live-request: see the header. What each path and each status means is in two tables. */
#include "tb-live-request.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-live-words.h"

struct _TbLiveRequest
{
  GObject parent_instance;

  char *time;
  const char *protocol;         /* static */
  char *request;
  char *detail;
  char *who;
  char *answer;
  TbLiveVerdict verdict;
  gboolean has_certificate;
};

enum { PROP_TIME = 1, PROP_PROTOCOL, PROP_REQUEST, PROP_DETAIL, PROP_WHO, PROP_ANSWER, PROP_ICON_NAME, PROP_SENTENCE, PROP_CSS_CLASSES, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TbLiveRequest, tb_live_request, G_TYPE_OBJECT)

static const struct
{
  const char *icon;
  const char *css_class;
} verdicts[] = {
  [TB_LIVE_VERDICT_NEUTRAL] = { "tb-live-asked-symbolic", "dim-label" },
  [TB_LIVE_VERDICT_GOOD] = { "emblem-ok-symbolic", "check-good" },
  [TB_LIVE_VERDICT_BAD] = { "dialog-error-symbolic", "check-bad" },
};

/* The whole row, for those who hear it. */
static char *
make_sentence (TbLiveRequest *self)
{
  /* Translators: a row of a log: what was asked, who asked, what the answer was */
  if (*self->who != '\0')
    return g_strdup_printf (_("%s, asked by %s: %s"), self->request, self->who, self->answer);
  return g_strdup_printf ("%s: %s", self->request, self->answer);
}

static void
tb_live_request_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TbLiveRequest *self = TB_LIVE_REQUEST (object);
  const char *classes[] = { verdicts[self->verdict].css_class, NULL };

  switch (id)
    {
    case PROP_TIME: g_value_set_string (value, self->time); break;
    case PROP_PROTOCOL: g_value_set_string (value, self->protocol); break;
    case PROP_REQUEST: g_value_set_string (value, self->request); break;
    case PROP_DETAIL: g_value_set_string (value, self->detail); break;
    case PROP_WHO: g_value_set_string (value, self->who); break;
    case PROP_ANSWER: g_value_set_string (value, self->answer); break;
    case PROP_ICON_NAME: g_value_set_string (value, verdicts[self->verdict].icon); break;
    case PROP_SENTENCE: g_value_take_string (value, make_sentence (self)); break;
    case PROP_CSS_CLASSES: g_value_set_boxed (value, classes); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tb_live_request_finalize (GObject *object)
{
  TbLiveRequest *self = TB_LIVE_REQUEST (object);

  g_free (self->time);
  g_free (self->request);
  g_free (self->detail);
  g_free (self->who);
  g_free (self->answer);
  G_OBJECT_CLASS (tb_live_request_parent_class)->finalize (object);
}

static void
tb_live_request_class_init (TbLiveRequestClass *klass)
{
  static const char *const strings[] = {
    [PROP_TIME] = "time", [PROP_PROTOCOL] = "protocol", [PROP_REQUEST] = "request", [PROP_DETAIL] = "detail", [PROP_WHO] = "who",
    [PROP_ANSWER] = "answer", [PROP_ICON_NAME] = "icon-name", [PROP_SENTENCE] = "sentence",
  };
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->get_property = tb_live_request_get_property;
  G_OBJECT_CLASS (klass)->finalize = tb_live_request_finalize;
  for (guint i = PROP_TIME; i <= PROP_SENTENCE; i++)
    props[i] = g_param_spec_string (strings[i], NULL, NULL, NULL, flags);
  props[PROP_CSS_CLASSES] = g_param_spec_boxed ("css-classes", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
}

static void
tb_live_request_init (TbLiveRequest *self)
{
}

/**
 * tb_live_request_new:
 * @said: what is known of it
 *
 * Returns: (transfer full): the row
 */
TbLiveRequest *
tb_live_request_new (const TbLiveSaid *said)
{
  TbLiveRequest *self = g_object_new (TB_TYPE_LIVE_REQUEST, NULL);

  self->time = tb_live_words_dup_time (said->since_us);
  self->protocol = tb_live_words_get_protocol (said->protocol);
  self->request = tb_live_words_dup_request (said);
  self->detail = tb_live_words_dup_detail (said);
  self->who = g_strdup (*said->who != '\0' || said->subject == NULL ? said->who : said->subject);
  self->has_certificate = *said->serial != '\0';
  self->answer = tb_live_words_dup_answer (said, &self->verdict);
  return self;
}

gboolean
tb_live_request_is_refused (TbLiveRequest *self)
{
  return self->verdict == TB_LIVE_VERDICT_BAD;
}

gboolean
tb_live_request_used_secret (TbLiveRequest *self, const char *name)
{
  return self->has_certificate && strcmp (self->who, name) == 0;
}
