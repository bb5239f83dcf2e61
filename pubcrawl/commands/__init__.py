"""Scrapy's own commands, taught what our manners need: which page a person named, and why no answer came."""
