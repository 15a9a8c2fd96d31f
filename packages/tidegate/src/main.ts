#!/usr/bin/env node
import '@tidegate/cli/main'
