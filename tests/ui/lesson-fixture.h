/* lesson-fixture: a lesson of three steps in the house of ui-fixture, written beside its scenario in a folder of its own; and somebody who begins it. */
#pragma once

#include <glib/gstdio.h>

#include "tb-attempt.h"
#include "ui-fixture.h"

static const char dark_house[] =
  "<?xml version='1.0' encoding='UTF-8'?>\n"
  "<lesson id='dark' number='99' minutes='5'>\n"
  "  <title>A dark house</title>\n"
  "  <summary>Switch off what need not be on.</summary>\n"
  "  <goals><goal>Say who can be switched off.</goal></goals>\n"
  "  <run scenario='house' until='10m' sample='10s'/>\n"
  "  <vary><device name='victim' group='lock'/></vary>\n"
  "  <step id='look'>\n"
  "    <title>Look round</title>\n"
  "    <text>There is `{victim}`, and there is a camera.</text>\n"
  "    <show view='fleet' page='list' select='{victim}' at='30s'/>\n"
  "    <question id='guess' kind='number' unit='devices' prediction='yes' tolerance='0'>\n"
  "      <text>How many locks are there?</text>\n"
  "      <answer>SELECT count(*) FROM device WHERE family = 'lock'</answer>\n"
  "      <explain>Two: one for each door.</explain>\n"
  "    </question>\n"
  "    <question id='which' kind='choice'>\n"
  "      <text>Which device speaks in the clear?</text>\n"
  "      <option value='lock'>The locks</option>\n"
  "      <option value='camera'>The camera</option>\n"
  "      <answer>SELECT family FROM device WHERE family = 'camera'</answer>\n"
  "      <explain>The camera's broker asks for a password only.</explain>\n"
  "    </question>\n"
  "  </step>\n"
  "  <step id='switch'>\n"
  "    <title>Switch off</title>\n"
  "    <text>Switch off `{victim}`.</text>\n"
  "    <check id='off' weight='3'>\n"
  "      <text>{victim} is off.</text>\n"
  "      <sql>SELECT name FROM device WHERE name = :victim AND is_on</sql>\n"
  "      <fail>{name} is still on.</fail>\n"
  "    </check>\n"
  "    <check id='all'>\n"
  "      <text>Every lock is off.</text>\n"
  "      <sql>SELECT name FROM device WHERE family = 'lock' AND is_on</sql>\n"
  "      <total>SELECT count(*) FROM device WHERE family = 'lock'</total>\n"
  "      <fail>{name} is still on.</fail>\n"
  "    </check>\n"
  "    <hint>Select it.</hint>\n"
  "    <hint>Its inspector has a button.</hint>\n"
  "  </step>\n"
  "  <step id='end'>\n"
  "    <title>Leave</title>\n"
  "    <text>Nothing is to be done here.</text>\n"
  "  </step>\n"
  "  <debrief><text>What is off cannot be asked.</text></debrief>\n"
  "  <reference>RFC 5280 section 4.1.2.5</reference>\n"
  "  <way name='switches both off' right='yes' until='2m'>\n"
  "    <command at='1m'>power device=lock-01 state=off</command>\n"
  "    <command at='1m1s'>power device=lock-02 state=off</command>\n"
  "    <answer question='guess'>=</answer><answer question='which'>=</answer>\n"
  "  </way>\n"
  "</lesson>\n";

/* An exercise in the same house: two things happen, and a decision stands between them. */
static const char raid[] =
  "<?xml version='1.0' encoding='UTF-8'?>\n"
  "<lesson id='raid' kind='exercise' number='98' minutes='5'>\n"
  "  <title>A raid</title>\n"
  "  <summary>Somebody is at the door.</summary>\n"
  "  <goals><goal>Say who stands outside.</goal></goals>\n"
  "  <team least='2' most='4'><text>The house is at stake.</text><role><title>Watch</title><text>Looks out.</text></role></team>\n"
  "  <run scenario='house' story='own' until='5m' sample='10s' ready='1m'/>\n"
  "  <step id='door'>\n"
  "    <title>At the door</title>\n"
  "    <inject at='1m'><title>A thief comes</title><text>Somebody knocks.</text><command>power device=lock-02 state=off</command></inject>\n"
  "    <decision id='open'>\n"
  "      <text>Is it opened?</text>\n"
  "      <option value='yes'><text>Yes</text><consequence>The thief is in.</consequence></option>\n"
  "      <option value='no' good='yes'><text>No</text><consequence>The thief waits.</consequence></option>\n"
  "      <explain>Nobody was expected.</explain>\n"
  "    </decision>\n"
  "    <check id='off'><text>The camera is off.</text><sql>SELECT name FROM device WHERE name = 'camera' AND is_on</sql><fail>{name} is on.</fail></check>\n"
  "  </step>\n"
  "  <step id='again'>\n"
  "    <title>Once more</title>\n"
  "    <inject at='2m'><title>The thief is back</title><text>It knocks again.</text></inject>\n"
  "  </step>\n"
  "  <debrief><text>Look before it is opened.</text>\n"
  "    <finding><sql>SELECT count(*) AS n FROM command WHERE NOT by_scenario</sql><text>Things the team did: {n}.</text></finding>\n"
  "  </debrief>\n"
  "  <way name='looks' right='yes' until='3m'><command at='1m10s'>power device=camera state=off</command><answer question='open'>=</answer></way>\n"
  "</lesson>\n";

typedef struct
{
  char *folder;
  char *path;
  TbLesson *lesson;
  TbVariation *variation;
  TbRun *run;
  TbAttempt *attempt;
  const char *victim;      /* of the variation */
  const char *other;       /* the other lock */
} Learner;

static inline char *
write_beside (const char *folder, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, name, NULL);

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static inline void
go_on_to (TbRun *run, gint64 time_us)
{
  tb_run_set_target (run, time_us);
  tb_run_wait (run, time_us);
}

static inline void
learner_begin_with (Learner *learner, const char *name, const char *file, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *scenario = NULL;

  learner->folder = g_dir_make_tmp ("lessons-XXXXXX", &error);
  scenario = write_beside (learner->folder, "house.xml", house);
  learner->path = write_beside (learner->folder, file, text);
  learner->lesson = tb_lesson_load (learner->path, &error);
  g_assert_no_error (error);
  learner->variation = tb_variation_new (learner->lesson, name, &error);
  g_assert_no_error (error);
  learner->run = tb_variation_start (learner->variation, NULL, NULL, &error);
  g_assert_no_error (error);
  go_on_to (learner->run, 30 * TB_US_PER_SECOND);
  learner->attempt = tb_attempt_new (learner->variation, learner->run);
}

static inline void
learner_begin (Learner *learner, const char *name)
{
  learner_begin_with (learner, name, "99-dark.xml", dark_house);
  learner->victim = tb_variation_get (learner->variation, "victim");
  learner->other = g_str_equal (learner->victim, "lock-01") ? "lock-02" : "lock-01";
}

static inline void
learner_end (Learner *learner)
{
  g_autofree char *scenario = g_build_filename (learner->folder, "house.xml", NULL);

  tb_attempt_unref (learner->attempt);
  tb_run_unref (learner->run);
  tb_variation_unref (learner->variation);
  tb_lesson_unref (learner->lesson);
  g_remove (scenario);
  g_remove (learner->path);
  g_rmdir (learner->folder);
  g_free (learner->path);
  g_free (learner->folder);
}

/* The learner does something at the live edge, and the run goes on until it is done. */
static inline void
learner_do (Learner *learner, const char *line)
{
  g_autoptr (GError) error = NULL;
  TbRun *run = tb_attempt_get_run (learner->attempt);

  tb_run_submit (run, line, &error);
  g_assert_no_error (error);
  go_on_to (run, tb_run_get_edge (run) + TB_US_PER_SECOND);
}

static inline void
learner_switch_off (Learner *learner, const char *device)
{
  g_autofree char *line = g_strdup_printf ("power device=%s state=off", device);

  learner_do (learner, line);
}
