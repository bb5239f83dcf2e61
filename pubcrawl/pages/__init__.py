"""What pages say: from the bytes of one page to its raw publications. Pure; knows no Scrapy and no network."""
