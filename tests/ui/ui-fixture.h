/* ui-fixture: a house of a lock and a camera, small enough to know by heart, for the tests of what views share. */
#pragma once

#include <string.h>

#include "tb-playhead.h"
#include "tb-units.h"

#define HOUSE_MINUTES 10

static const char house[] =
  "<?xml version='1.0' encoding='UTF-8'?>\n"
  "<scenario id='house' seed='7' start='2026-03-02T06:00:00Z' duration='10m'>\n"
  "  <title>House</title><description>A house.</description>\n"
  "  <authority name='authority' profile='server'><label>Service</label></authority>\n"
  "  <broker name='broker' authority='authority' clients='certificate' topics='home/{name}/#' profile='server'><label>Service</label></broker>\n"
  "  <broker name='old-broker' clients='anyone' profile='server'><label>Service</label></broker>\n"
  "  <gateway name='gw' profile='cortex-a8-1000' link='broadband' authority='authority' lifetime='6d' start='2s'><label>Gateway</label></gateway>\n"
  "  <devices name='camera' count='1' icon='camera' profile='cortex-a8-1000' link='wifi' gateways='gw' service='old-broker'\n"
  "           user='admin' password='secret' topic='home/{name}/motion' interval='20s' start='5s' spread='0s'><label>Thing</label><report>{n}</report></devices>\n"
  "  <devices name='lock' count='2' icon='lock' profile='cortex-m4-80-assembler' link='mesh' gateways='gw' authority='authority'\n"
  "           lifetime='3d' service='broker' topic='home/{name}/state' interval='60s' start='10s' spread='0s'><label>Thing</label><report>{n}</report></devices>\n"
  "  <eavesdropper name='eavesdropper' watches='gw'><label>Listener</label></eavesdropper>\n"
  "  <pace>\n"
  "    <step at='0s' speed='10'><caption>First</caption></step>\n"
  "    <step at='1m' speed='60'/>\n"
  "  </pace>\n"
  "</scenario>\n";

static inline TbScenario *
load_house (void)
{
  g_autoptr (GError) error = NULL;
  TbScenario *scenario = tb_scenario_new_from_data (house, strlen (house), "house.xml", &error);

  g_assert_no_error (error);
  return scenario;
}

static inline TbRun *
start_house (void)
{
  g_autoptr (TbScenario) scenario = load_house ();
  g_autoptr (GError) error = NULL;
  TbRun *run = tb_run_new (scenario, NULL, NULL, &error);

  g_assert_no_error (error);
  return run;
}
